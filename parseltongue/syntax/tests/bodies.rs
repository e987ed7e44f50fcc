//! Bodies and queries as the Rust that they become.

use parseltongue_syntax::query::Condition;
use parseltongue_syntax::{BodyContext, Cursor, Leaving, Mode, Names, Problems};
use proc_macro2::{Delimiter, Span, TokenStream};
use quote::quote;

/// The body of a handler that fails with `ExchangeError`, in a service that uses `Books`.
fn handler(body: &str) -> String {
    let names = Names::default();
    let leaving = Leaving::Result { error: Some(quote!(ExchangeError)), wrap: None };
    written(body, &BodyContext { names: &names, store: Some(quote!(Books)), leaving, may_wait: true })
}

fn written(body: &str, context: &BodyContext<'_>) -> String {
    let mut problems = Problems::new(Mode::Rustc);
    let source = format!("{{ {body} }}");
    let tokens: TokenStream = source.parse().expect("a row of tokens");
    let group = Cursor::new(tokens, Span::call_site()).take_group(Delimiter::Brace).expect("a body");
    let body = context.rewrite(&group, &mut problems);
    let mut text = match syn::parse2::<syn::File>(in_a_function(&body.tokens)) {
        Ok(file) => prettyplease::unparse(&file),
        Err(error) => format!("no Rust: {error}\n{}\n", body.tokens),
    };
    for problem in problems.into_list() {
        text.push_str(&format!("\n{}: {}", problem.code, problem.text()));
    }
    text
}

fn in_a_function(body: &TokenStream) -> TokenStream {
    quote!(async fn body() { #body })
}

macro_rules! shows {
    ($name:ident, $body:expr) => {
        #[test]
        fn $name() {
            insta::assert_snapshot!(handler($body));
        }
    };
}

shows!(
    the_desk_fills_an_order,
    "let_var order: Order = find Order with id;
     let_var trade: Trade = new Trade { symbol: order.symbol, price: order.price, quantity: order.quantity };
     publish trade to Market::Trades;
     finish_with trade;"
);

shows!(
    every_let_word,
    "let_var a: i64 = 2 + 3;
     let_mut_var b: list<string> = Vec::new();
     let_cow_var c: string = &name;
     let_cow_var d: list<i64> = &numbers[..];
     let_shared_var e: map<string, decimal> = prices;
     let_mut_shared_var f: i64 = 0;
     let_local_shared_var g: optional<uuid> = None;
     let_mut_local_shared_var h: bool = false;
     let_lazy_var i: list<i64> = build();
     let_constant_var j: i64 = 60 * 60;
     let_var k: rust<&'static [u8]> = b\"x\";
     finish_with a;"
);

shows!(
    queries,
    "let_var all: list<Order> = find_all Order limit 1_000;
     let_var some: list<Order> = find_all Order where .symbol == symbol and .quantity > 10 order_by .placed_at descending, .id limit 50;
     let_var one: optional<Order> = find_one Order where not (.side == Side::Buy or 10 < .quantity) and .note is_missing;
     let_var limited: list<Order> = find_all Order where .done and .start < .end limit page * 2;
     let_var chained: usize = (find_all Order where .symbol == name.trim() limit 7).len();
     for order in find_all Order where .symbol == symbol limit most { touch(order); }
     match find Order with id or_none { Some(order) => finish_with order, None => fail_with ExchangeError::UnknownSymbol { symbol }, }"
);

shows!(
    more_queries,
    "let_var some: i64 = count_of Order where .symbol is_in &symbols and not .note contains part;
     if exists Order where .symbol starts_with \"AC\" or .note is_missing { touch(); }
     let_var every: i64 = count_of Order;
     let_var page: list<Order> = find_all Order where .side == side order_by .placed_at descending limit most after last;
     let_var mixed: list<Order> = find_all Order order_by .placed_at descending, .symbol limit 5 after last;
     let_var by_key: list<Order> = find_all Order limit 5 after last.map(|it| it.id);
     finish_with nothing;"
);

shows!(
    changes,
    "insert all orders;
     insert all;
     insert order;
     insert new Trade { symbol, price: 1.into() };
     let_var changed: Order = change Order with id set .quantity = order.quantity - 1, .note = None;
     remove Order with changed.id;
     finish_with nothing;"
);

shows!(
    queries_about_others,
    "let_var liked: list<Article> = find_all Article where (exists Favourite by .article where .user == fan) if_given fan and .author == author if_given author limit 20;
     let_var page: list<rust<(Article, User, i64)>> = find_all Article limit 20 including .author, count_of Favourite by .article where .user != viewer;
     let_var one: optional<rust<(Article, Vec<Comment>)>> = find_one Article where .slug == slug including all Comment by .article order_by .id;
     let_var sum: i64 = sum_of .words in Article where .author == author;
     let_var written: list<Written> = find_all Article group_by .author into Written { author: .author, articles: count_of records, mean: average_of .words } order_by sum_of .words descending limit 10;
     finish_with nothing;"
);

shows!(
    writes_by_what_is_stored,
    "change Article with id set .views = .views + more, .title = title.trim();
     change all Article where .views > most limit 100 set .views = most;
     remove all Article where .author == author limit 100;
     insert favourite on_conflict ignore;
     insert article on_conflict .slug set .views = .views + 1;
     in_transaction { change Article with id set .views = .views.max(more); }
     finish_with nothing;"
);

shows!(
    a_transaction,
    "let_var total: i64 = in_transaction {
         let_var order: Order = find Order with id;
         require order.quantity > 0 otherwise ExchangeError::Empty;
         change Order with id set .quantity = 0;
         insert new Trade { symbol: order.symbol };
         publish order to Market::Changed;
         insert all trades;
         require exists Order where .quantity > 0 otherwise ExchangeError::Empty;
         order.quantity
     };
     in_transaction { remove Order with id; }
     finish_with total;"
);

shows!(
    leaving_words,
    "require open && !paused otherwise ExchangeError::MarketClosed;
     if quantity < 0 { fail_with ExchangeError::Negative; }
     let x = match side { Side::Buy => 1, Side::Sell => fail_with ExchangeError::NoSelling, };
     finish_with (x, -1);"
);

shows!(
    rust_passes_through,
    "let find = 3; let new = find + insert; let y = find as u32;
     for insert in new..find { change(insert)?; }
     let r = Thing { require: 1, publish, finish_with: 2 };
     self.find(new).insert(x); map.remove(&k);
     fn fail_with(find: i64) -> i64 { find }
     let it = values.iter().filter(|it| it.find > new).map(|&x| -> i64 { x }).collect::<Vec<i64>>();
     match x { | A | B => {} _ => {} }
     insert(a, b); find_all(c); let z = x || y | w;
     finish_with r;"
);

shows!(
    shifts_in_a_query_are_no_comparisons,
    "let_var some: list<Order> = find_all Order where .low == bits >> 2 and .high < 1 << n and 3 > .end limit 5;
     finish_with some;"
);

shows!(
    a_guarded_arm_keeps_the_braces_behind_its_arrow,
    "match order {
         Some(order) if order.done => insert Trade { symbol },
         None if late => remove Order with Key { id },
         _ => {}
     }
     finish_with nothing;"
);

shows!(
    lifetimes_and_labels_are_no_words,
    "let text: &'find str = name;
     let x = 'new: loop { break 'new value; };
     finish_with x;"
);

shows!(
    a_new_record_says_a_field_by_its_name_without_the_raw_mark,
    "finish_with new Order { r#type: 3, r#match };"
);

#[test]
fn a_transaction_may_end_a_body_that_gives_nothing() {
    let names = Names::default();
    let leaving = Leaving::Result { error: Some(quote!(ExchangeError)), wrap: None };
    let context = BodyContext { names: &names, store: Some(quote!(Books)), leaving, may_wait: true };
    let tokens: TokenStream =
        "{ in_transaction { remove Order with id; } }".parse().expect("a row of tokens");
    let group = Cursor::new(tokens, Span::call_site()).take_group(Delimiter::Brace).expect("a body");
    let mut problems = Problems::new(Mode::Rustc);
    let body = context.rewrite(&group, &mut problems).giving_nothing();
    assert!(problems.is_empty());
    let file = syn::parse2(in_a_function(&body)).expect("Rust");
    insta::assert_snapshot!(prettyplease::unparse(&file));
}

shows!(
    leaving_words_in_closures_are_problems,
    "let a = orders.iter().map(|order| { finish_with order; });
     let b = orders.iter().map(|order| finish_with order);
     let c = async move { fail_with ExchangeError::A; };
     let d = orders.iter().map(|order| find Trade with order.id);
     let_lazy_var e: i64 = { require x otherwise ExchangeError::A; 3 };
     for order in orders { if order.done { finish_with order; } }
     finish_with a;"
);

shows!(a_value_at_the_end_is_a_problem, "let_var x: i64 = 3; x + 1");

shows!(
    broken_statements_cost_only_themselves,
    "let_var order Order = 3;
     let_var x: = 4;
     let_vra y: i64 = 5;
     let_signal_var z: i64 = 6;
     require open;
     publish order;
     find Order id;
     find_all Order wher .a == b;
     find_all Order where .a = b && .c == d;
     find_all Order where 1 < .a < 3;
     find_all Order where a == b;
     find_one Order limit 3;
     find_all Order limit 5 or x;
     exists Order where .a == b;
     new Order;
     new Order { ..rest };
     finish_with
     let_var w: u8 = 7;
     let_var v: String = name;
     finish_with w;"
);

#[test]
fn a_function_that_does_not_wait_has_no_store() {
    let names = Names::default();
    let context = BodyContext { names: &names, store: None, leaving: Leaving::Plain, may_wait: false };
    insta::assert_snapshot!(written(
        "let_var x: Order = find Order with 3; fail_with E::A; finish_with x * 2;",
        &context
    ));
}

#[test]
fn a_condition_becomes_rust_over_a_record_at_hand() {
    let source = ".symbol == symbol and (.quantity > 10 or not .done) and .note is_missing and 3 < .end and .start <= .end,";
    let mut problems = Problems::new(Mode::Rustc);
    let mut cursor = Cursor::new(source.parse().expect("a row of tokens"), Span::call_site());
    let condition = Condition::parse(&mut cursor, &mut problems).expect("a condition");
    assert!(problems.is_empty() && cursor.is_sign(","));
    insta::assert_snapshot!(condition.rust(&quote!(order)));
}
