//! `parseltongue format`, with the rustfmt of this machine.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

fn format(directory: &Path, arguments: &[&str], input: &str) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_parseltongue"));
    command.current_dir(directory).arg("format").args(arguments);
    let mut child =
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("it runs");
    // Without `--stdin` nobody reads.
    let _ = child.stdin.take().expect("it is piped").write_all(input.as_bytes());
    child.wait_with_output().expect("it ends")
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).expect("it prints text")
}

/// What comes out of `input`, laid out without problems.
fn laid_out(input: &str) -> String {
    let directory = tempfile::tempdir().expect("the system has room");
    let output = format(directory.path(), &["--stdin"], input);
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    let laid_out = text(&output.stdout);
    let again = format(directory.path(), &["--stdin"], &laid_out);
    assert_eq!(text(&again.stdout), laid_out, "it is not the same again");
    laid_out
}

#[test]
fn the_files_of_this_repository_are_laid_out() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let output = format(&root, &["--check", "examples", "tests/hygiene", "tests/spread", "tests/peers"], "");
    assert_eq!(output.status.code(), Some(0), "{}{}", text(&output.stdout), text(&output.stderr));
}

#[test]
fn new_projects_are_laid_out() {
    for arguments in [&["new", "task-list"][..], &["new", "task-list", "--service"][..]] {
        let directory = tempfile::tempdir().expect("the system has room");
        let mut command = Command::new(env!("CARGO_BIN_EXE_parseltongue"));
        assert!(command.current_dir(directory.path()).args(arguments).status().expect("it runs").success());
        let output = format(directory.path(), &["--check"], "");
        assert_eq!(output.status.code(), Some(0), "{}", text(&output.stdout));
    }
}

#[test]
fn every_listing_of_the_book_is_laid_out() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let pages = std::fs::read_dir(root.join("book/src")).expect("the book is there");
    let mut pages: Vec<_> = pages.map(|page| page.expect("it can be read").path()).collect();
    pages.push(root.join("README.md"));
    // The card is to be short: its lines are as wide as a page.
    let is_wide = |page: &&PathBuf| page.file_name().is_some_and(|name| name == "card.md");
    pages.retain(|page| page.extension().is_some_and(|extension| extension == "md") && !is_wide(&page));
    for page in &pages {
        let text = std::fs::read_to_string(page).expect("it is text");
        for listing in text.split("\n```rust").skip(1).filter_map(|rest| rest.split("\n```").next()) {
            // What documentation hides has a `#` before it, and is nobody's to look at.
            let lines: Vec<&str> = listing.lines().skip(1).collect();
            let source = lines.join("\n") + "\n";
            if !source.contains("parseltongue! {\n") || lines.iter().any(|line| line.starts_with("# ")) {
                continue;
            }
            let output = format(&root, &["--check", "--stdin"], &source);
            let difference = String::from_utf8_lossy(&output.stdout).into_owned();
            // A listing that shows a mistake is left as it is.
            assert_ne!(output.status.code(), Some(1), "{}:\n{difference}", page.display());
        }
    }
}

const MESSY: &str = r#"use  parseltongue::prelude::*;
parseltongue! {
// first
define_record   Order{ id:uuid key generated , // the id
  symbol : string length 1..=8 matches "^[A-Z]+$" unique renamed "a long name for this column" one_of ["A", "B"],

  /* block */ side:Side


  // end
  }
  define_choice Side{Buy,Sell,}
  define_choice How{
  Buy,Sell}
  struct  Plain { a:i64 ,
      text: &'static str }
  define_error OrderError{ Unknown{symbol:string} is not_found "nobody", Busy is conflict "busy" }
  define_store Books { keep_in:memory, holds:Order }
  slytherin!<Market>{ keep_in: memory, stream Orders of Order{key:.symbol} }
  basilisk!<Exchange>{ listen_on:"127.0.0.1:8080",
   uses:Books,
     deadline:50 ms,
     let_mut_shared_var hits:i64=0,
     resource Order at "/orders"{list,read,create}
     get "/doubled/{value}"(value:i64,times:i64=1)->i64{hits.add(1); finish_with value*times;}
     get "/doubled/{value}/with/a/very/long/path" (value:i64,times:i64=1, header "x-y" other: optional<string>)->created i64 fails_with OrderError {
        // a comment
        hits.add(1);   // trailing


        let_var found:list<Order>=find_all Order where .symbol==symbol and .side == side order_by .symbol descending limit 10;
        for order in find_all Order limit 3 {  println!("{}",order.id); }
        in_transaction{ insert order; change Order with id set .symbol = "two", .side=side; }
        match value { 1=>finish_with 2, _=>{ publish new Order{symbol,side:2} to Market::Orders; fail_with OrderError::Busy; }}
        require found.len() > 2 && other.is_none() otherwise OrderError::Busy;
        finish_with (value + 1) as i64;
     }
     get "/one" () -> i64 { finish_with 1; }
     get "/two" () -> list<Order> { finish_with find_all Order where .symbol ==
"a text
    of two lines" limit 5; }
     events "/feed" from Market::Orders
  }
  nagini!<Desk>{ window:"x" sized 1 by 2, shows:Board,
   component Board(){ let_signal_var a:i64=0;
     let_derived_var b : list<i64> = items.get().into_iter().filter(|item| item.contains(&filter.get())).map(|a|a+1).collect();
     column(gap:8){ text("a") text("b",color:if a.get() > 1{color::RED}else{color::GREEN})
       button("Add",pressed:{count.add(1);})
       button("Add some longer label",label: "some thing to make it long", pressed:{count.add(1); count.add(2); count.add(3);})
       if a.get() > 1 {text("x")} else {
         text("z")}
       match b.get().len() { 0|1=>{} many=>text("{many}"), }
       for_each x in b.get() keyed_by x {text(x, label: "a label that is long", color: color::RED, width: 120, align: end)}
     }
   }
  }
}
fn  f( ) { let x  =1; }
"#;

#[test]
fn blocks_are_laid_out_and_nothing_around_them() {
    insta::assert_snapshot!(laid_out(MESSY));
}

#[test]
fn check_shows_what_it_would_change_and_changes_nothing() {
    let directory = tempfile::tempdir().expect("the system has room");
    let path = directory.path().join("a.ptg.rs");
    let source = "parseltongue! {\n  define_choice Side{Buy}\n}\n";
    std::fs::write(&path, source).expect("it is written");
    let output = format(directory.path(), &["--check"], "");
    assert_eq!(output.status.code(), Some(1));
    let difference = text(&output.stdout);
    assert!(
        difference.contains("-  define_choice Side{Buy}\n+    define_choice Side { Buy }\n"),
        "{difference}"
    );
    assert_eq!(std::fs::read_to_string(&path).expect("it is there"), source);

    let output = format(directory.path(), &[], "");
    assert_eq!((output.status.code(), text(&output.stdout).as_str()), (Some(0), "a.ptg.rs\n"));
    let after = std::fs::read_to_string(&path).expect("it is there");
    assert_eq!(after, "parseltongue! {\n    define_choice Side { Buy }\n}\n");
    assert_eq!(format(directory.path(), &["--check"], "").status.code(), Some(0));
}

#[test]
fn what_has_a_problem_is_left_and_told() {
    let directory = tempfile::tempdir().expect("the system has room");
    let source = "parseltongue! {\n  define_choice Side{Buy}\n  define_choise  A{  B }\n}\n";
    let output = format(directory.path(), &["--stdin"], source);
    assert_eq!(output.status.code(), Some(2));
    let after = text(&output.stdout);
    assert_eq!(after, "parseltongue! {\n    define_choice Side { Buy }\n  define_choise  A{  B }\n}\n");
    assert!(text(&output.stderr).contains("<stdin>:3:3"), "{}", text(&output.stderr));

    let output = format(directory.path(), &["--stdin"], "parseltongue! { ( }");
    assert_eq!((output.status.code(), text(&output.stdout).as_str()), (Some(2), "parseltongue! { ( }"));
}

#[test]
fn lines_that_end_as_on_windows_do_so_afterwards() {
    let source = "parseltongue! {\r\n  define_choice Side{Buy}\r\n}\r\n";
    assert_eq!(laid_out(source), "parseltongue! {\r\n    define_choice Side { Buy }\r\n}\r\n");
}
