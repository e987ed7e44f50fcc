use parseltongue::prelude::*;

parseltongue! {
    define_record Message { id: uuid key generated, text: string, sent_at: timestamp generated }
    slytherin!<Chat> { keep_in: memory, stream Messages of Message { key: .id } }
    nagini!<Window> {
        window: "Chat" sized 640 by 480,
        shows: Root,
        component Root() {
            let_stream_var messages: list<Message> = newest 200 of Chat::Messages;
            let_signal_var filter: string = String::new();
            let_signal_var muted: bool = false;
            let_derived_var shown: list<Message> = containing(messages.get(), filter.get());
            column(gap: 8, padding: 16) {
                heading("{shown.get().len()} messages")
                row(gap: 8, align: center) {
                    text_input(value: bind filter, label: "Search", submitted: { filter.set(String::new()); })
                    Toggle(label: "Mute", on: muted.get(), pressed: { muted.update(|on| *on = !*on); })
                }
                if muted.get() { text("muted", color: color::MUTED) } else { divider() }
                scroll(grow: 1) {
                    for_each message in shown.get() keyed_by message.id { Line(message: message) }
                }
            }
        }
        component Line(message: Message) {
            row(gap: 8) { text("{message.sent_at:.19}", width: 180) text(message.text, weight: semibold) }
        }
        component Toggle(label: string, on: bool, pressed: action) { button("{label}: {on}", pressed: pressed) }
    }
    define_function containing(messages: list<Message>, text: string) -> list<Message> {
        finish_with messages.into_iter().filter(|message| message.text.contains(&text)).collect();
    }
    define_program ChatProgram { housekeeping: 1 core, Chat: 1 core, Window: main_thread }
}
