use parseltongue::prelude::*;

parseltongue! {
    /// A book of the library. Doc comments end up in the documentation and in /openapi.json.
    define_record Book {
        id: uuid key generated,
        title: string length 1..=120,
        shelf: Shelf default Shelf::Open,
        copies: i64 at_least 0 default 1,
        note: optional<string> length 0..=200,
        added_at: timestamp generated,
    }
    define_choice Shelf { Open, Locked { room: string } }
    define_record Loan {
        id: uuid key generated,
        book: uuid references Book indexed,
        reader: string matches "^[a-z]+$" indexed,
        from_day: i64, to_day: i64,
        check .to_day > .from_day otherwise "a loan lasts at least one day",
    }
    define_error LoanError {
        TooMany { reader: string } is conflict "{reader} has too many books",
        NoCopy is conflict "all copies are out",
    }
    define_store Library { keep_in: sqlite "data/library.db", holds: Book, Loan }
    basilisk!<Desk> {
        listen_on: "127.0.0.1:8080",
        uses: Library,
        deadline: 200 ms,
        let_mut_shared_var lent: i64 = 0,
        resource Book at "/books" { list, read, create, change, delete }
        get "/books/wanted" (least: i64 = 1, header "x-reader" reader: optional<string>) -> list<Book> {
            log_reader(reader);
            finish_with find_all Book where .copies >= least and not .note is_missing order_by .title limit 50;
        }
        post "/loans" (body draft: LoanDraft) -> created Loan fails_with LoanError {
            let_var loan: Loan = draft.into_record();
            let_var held: list<Loan> = find_all Loan where .reader == loan.reader limit 10;
            require held.len() < 5 otherwise LoanError::TooMany { reader: loan.reader };
            let_var book: Book = find Book with loan.book;
            if book.copies == 0 { fail_with LoanError::NoCopy; }
            let_var kept: Loan = loan.clone();
            in_transaction {
                change Book with book.id set .copies = book.copies - 1;
                insert kept;
            }
            lent.add(1);
            finish_with loan;
        }
        delete "/loans/{id}" (id: uuid) -> nothing { remove Loan with id; }
    }
    define_function log_reader(reader: optional<string>) { println!("asked by {}", reader.unwrap_or_default()); }
    define_program LibraryProgram { housekeeping: 1 core, Desk: 1 core }
}
