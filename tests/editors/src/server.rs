//! A rust-analyzer as a child process, and the requests it answers.

use std::io::BufReader;
use std::path::Path;
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::thread::JoinHandle;
use std::time::Duration;

use serde_json::{Value, json};

use crate::wire;

/// The longest silence of a server that still works; a fresh one builds the macros first, on two shared cores.
const SILENCE_MOST: Duration = Duration::from_secs(900);

/// The server's answer to a request whose files changed under it: ask again.
const CONTENT_MODIFIED: i64 = -32801;

/// The server to ask: `RUST_ANALYZER`, or the one that rustup or the system has. `None` when there is none.
#[must_use]
pub fn installed() -> Option<String> {
    let program = std::env::var("RUST_ANALYZER").unwrap_or_else(|_| "rust-analyzer".to_owned());
    // rustup's proxy exists also where the component does not.
    let version = Command::new(&program).arg("--version").stderr(Stdio::null()).output().ok()?;
    version.status.success().then_some(program)
}

/// A running rust-analyzer.
#[derive(Debug)]
pub struct Server {
    child: Child,
    stdin: Option<ChildStdin>,
    messages: Receiver<Value>,
    reader: Option<JoinHandle<()>>,
    next_id: i64,
    is_quiescent: bool,
    is_broken: bool,
    /// What the numbers of its semantic tokens stand for.
    pub(crate) kinds: Vec<String>,
}

impl Server {
    /// Starts `program` in `root` and waits until it has read the project and loaded its macros.
    ///
    /// # Panics
    /// When it does not start, or says that the project or its macros could not be loaded.
    #[must_use]
    pub fn start(program: &str, root: &Path, target: &Path) -> Server {
        let mut child = Command::new(program)
            .current_dir(root)
            .env("CARGO_TARGET_DIR", target)
            .env("RA_LOG", "error")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::inherit())
            .spawn()
            .expect("rust-analyzer starts");
        let stdin = child.stdin.take();
        let mut from = BufReader::new(child.stdout.take().expect("it was piped"));
        let (sender, messages) = channel();
        let reader = std::thread::spawn(move || {
            while let Ok(Some(message)) = wire::read(&mut from) {
                if sender.send(message).is_err() {
                    return;
                }
            }
        });
        let mut server = Server {
            child,
            stdin,
            messages,
            reader: Some(reader),
            next_id: 0,
            is_quiescent: false,
            is_broken: false,
            kinds: Vec::new(),
        };
        server.initialize(root);
        server
    }

    fn initialize(&mut self, root: &Path) {
        let uri = uri(root);
        let answer = self.request(
            "initialize",
            &json!({
                "processId": std::process::id(),
                "rootUri": uri,
                "workspaceFolders": [{ "uri": uri, "name": "project" }],
                "capabilities": {
                    "general": { "positionEncodings": ["utf-8"] },
                    "textDocument": {
                        "completion": { "completionItem": { "snippetSupport": false } },
                        "definition": { "linkSupport": false },
                        "diagnostic": { "dynamicRegistration": false },
                        "hover": { "contentFormat": ["markdown"] },
                        "semanticTokens": {
                            "requests": { "full": true },
                            "tokenTypes": [],
                            "tokenModifiers": [],
                            "formats": ["relative"],
                        },
                    },
                    "window": { "workDoneProgress": true },
                    "experimental": { "serverStatusNotification": true },
                },
                // Only what is asked: no background build, no warming up, no suggestions from other crates.
                "initializationOptions": {
                    "cachePriming": { "enable": false },
                    "cargo": { "autoreload": false },
                    "checkOnSave": false,
                    "completion": {
                        "autoimport": { "enable": false },
                        "callable": { "snippets": "none" },
                        "postfix": { "enable": false },
                    },
                },
            }),
        );
        let kinds = &answer["capabilities"]["semanticTokensProvider"]["legend"]["tokenTypes"];
        let kinds = kinds.as_array().into_iter().flatten();
        self.kinds = kinds.filter_map(|kind| kind.as_str().map(str::to_owned)).collect();
        self.notify("initialized", &json!({}));
        while !self.is_quiescent {
            self.take_message();
        }
        assert!(!self.is_broken, "rust-analyzer could not load the project");
    }

    /// Sends a request and waits for its answer.
    ///
    /// # Panics
    /// When the server has ended, is silent for too long, or answers with an error.
    pub fn request(&mut self, method: &str, parameters: &Value) -> Value {
        loop {
            self.next_id += 1;
            let id = self.next_id;
            self.send(&json!({ "jsonrpc": "2.0", "id": id, "method": method, "params": parameters }));
            let answer = loop {
                let message = self.take_message();
                if message.get("method").is_none() && message["id"] == id {
                    break message;
                }
            };
            match answer.get("error") {
                None => return answer["result"].clone(),
                Some(error) if error["code"] == CONTENT_MODIFIED => {}
                Some(error) => panic!("{method}: {error}"),
            }
        }
    }

    /// Tells the server something.
    pub fn notify(&mut self, method: &str, parameters: &Value) {
        self.send(&json!({ "jsonrpc": "2.0", "method": method, "params": parameters }));
    }

    fn send(&mut self, message: &Value) {
        let stdin = self.stdin.as_mut().expect("the server was not stopped");
        wire::write(stdin, message).expect("rust-analyzer runs");
    }

    /// The next message. What the server asks of us is answered, what it tells of its state is kept.
    fn take_message(&mut self) -> Value {
        let message = self.messages.recv_timeout(SILENCE_MOST).expect("rust-analyzer is alive");
        let Some(method) = message["method"].as_str() else { return message };
        if method == "experimental/serverStatus" {
            let status = &message["params"];
            self.is_quiescent = status["quiescent"] == true;
            self.is_broken = status["health"] == "error";
            if let Some(text) = status["message"].as_str() {
                eprintln!("rust-analyzer: {text}");
            }
        }
        if let Some(id) = message.get("id") {
            // It asks for settings (it has them) and to show progress (it may).
            let items = message["params"]["items"].as_array().map(Vec::len);
            let result = items.map_or(Value::Null, |count| vec![Value::Null; count].into());
            self.send(&json!({ "jsonrpc": "2.0", "id": id, "result": result }));
        }
        message
    }

    /// Asks the server to end, and waits until it has.
    ///
    /// # Panics
    /// When it ends otherwise.
    pub fn stop(mut self) {
        self.request("shutdown", &Value::Null);
        self.notify("exit", &Value::Null);
        drop(self.stdin.take());
        assert!(self.child.wait().expect("it was started").success());
        if let Some(reader) = self.reader.take() {
            reader.join().expect("the reader ends with the server");
        }
    }
}

/// The address of a file.
pub(crate) fn uri(path: &Path) -> String {
    format!("file://{}", path.display())
}
