//! A small reader of GBNF that says whether a text is of a grammar: as llama.cpp does, it keeps every way in which the
//! text so far can be read, one character after another.

use std::collections::{BTreeMap, HashMap, HashSet};

/// A grammar, its repetitions and groups made rules of their own.
pub(crate) struct Grammar {
    /// The alternatives of all rules, one after another.
    alternatives: Vec<Vec<Element>>,
    /// Which alternatives a rule has.
    rules: Vec<Vec<usize>>,
    root: usize,
}

#[derive(Clone, Debug)]
enum Element {
    Class { negated: bool, ranges: Vec<(char, char)> },
    Rule(usize),
}

/// A place in an alternative with what is to be read behind it.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
struct Point {
    alternative: usize,
    at: usize,
    behind: Option<usize>,
}

impl Grammar {
    pub(crate) fn read(text: &str) -> Grammar {
        let mut reader = Reader {
            text: without_comments(text).chars().collect(),
            at: 0,
            names: BTreeMap::new(),
            alternatives: Vec::new(),
            rules: Vec::new(),
            defined: HashSet::new(),
        };
        reader.skip();
        while reader.at < reader.text.len() {
            reader.rule();
        }
        let undefined: Vec<&String> = reader
            .names
            .iter()
            .filter(|(_, rule)| !reader.defined.contains(rule))
            .map(|(name, _)| name)
            .collect();
        assert!(undefined.is_empty(), "rules that are used and not there: {undefined:?}");
        let root = reader.names["root"];
        Grammar { alternatives: reader.alternatives, rules: reader.rules, root }
    }

    /// How many characters can be read, and whether the text may end there.
    pub(crate) fn accepts(&self, text: &str) -> Result<(), String> {
        let mut reading = Reading { grammar: self, points: Vec::new(), known: HashMap::new() };
        let mut now = Ways::default();
        for &alternative in &self.rules[self.root] {
            reading.expand(Point { alternative, at: 0, behind: None }, &mut now);
        }
        for (index, character) in text.char_indices() {
            let mut next = Ways::default();
            for point in &now.points {
                if self.alternatives[point.alternative][point.at].fits(character) {
                    reading.expand(Point { at: point.at + 1, ..*point }, &mut next);
                }
            }
            if next.points.is_empty() && !next.may_end {
                let line = text[..index].lines().count();
                let before: String =
                    text[..index].chars().rev().take(60).collect::<Vec<_>>().into_iter().rev().collect();
                return Err(format!(
                    "line {line}: {before:?} | {:?}",
                    text[index..].chars().take(30).collect::<String>()
                ));
            }
            now = next;
        }
        if now.may_end { Ok(()) } else { Err("it ends too early".to_owned()) }
    }
}

impl Element {
    fn fits(&self, character: char) -> bool {
        match self {
            Element::Class { negated, ranges } => {
                ranges.iter().any(|(first, last)| (*first..=*last).contains(&character)) != *negated
            }
            Element::Rule(_) => false,
        }
    }
}

/// Every way in which a text can go on.
#[derive(Default)]
struct Ways {
    points: Vec<Point>,
    may_end: bool,
    seen: HashSet<Point>,
}

struct Reading<'a> {
    grammar: &'a Grammar,
    points: Vec<Point>,
    known: HashMap<Point, usize>,
}

impl Reading<'_> {
    /// Follows rules down to characters.
    fn expand(&mut self, point: Point, ways: &mut Ways) {
        if !ways.seen.insert(point) {
            return;
        }
        let grammar = self.grammar;
        let alternative = &grammar.alternatives[point.alternative];
        match alternative.get(point.at) {
            None => match point.behind {
                Some(behind) => self.expand(self.points[behind], ways),
                None => ways.may_end = true,
            },
            Some(Element::Class { .. }) => ways.points.push(point),
            Some(Element::Rule(rule)) => {
                // Where nothing is left to be read in this alternative, it need not be come back to.
                let behind = if point.at + 1 == alternative.len() {
                    point.behind
                } else {
                    Some(self.number(Point { at: point.at + 1, ..point }))
                };
                for &alternative in &grammar.rules[*rule] {
                    self.expand(Point { alternative, at: 0, behind }, ways);
                }
            }
        }
    }

    fn number(&mut self, point: Point) -> usize {
        let points = &mut self.points;
        *self.known.entry(point).or_insert_with(|| {
            points.push(point);
            points.len() - 1
        })
    }
}

struct Reader {
    text: Vec<char>,
    at: usize,
    names: BTreeMap<String, usize>,
    alternatives: Vec<Vec<Element>>,
    rules: Vec<Vec<usize>>,
    defined: HashSet<usize>,
}

impl Reader {
    /// `name ::= …` up to the end of its line.
    fn rule(&mut self) {
        let name = self.name();
        self.skip();
        assert!(self.text[self.at..].starts_with(&[':', ':', '=']), "`::=` behind {name}");
        self.at += 3;
        let rule = self.named(&name);
        assert!(self.defined.insert(rule), "{name} is there twice");
        let alternatives = self.choice();
        self.rules[rule] = alternatives;
        self.skip();
    }

    fn choice(&mut self) -> Vec<usize> {
        let mut alternatives = Vec::new();
        loop {
            let elements = self.sequence();
            self.alternatives.push(elements);
            alternatives.push(self.alternatives.len() - 1);
            if !self.take('|') {
                return alternatives;
            }
        }
    }

    fn sequence(&mut self) -> Vec<Element> {
        let mut elements = Vec::new();
        loop {
            self.skip_spaces();
            let first = match self.text.get(self.at) {
                None | Some('|' | ')' | '\n') => return elements,
                Some('"') => self.literal(),
                Some('[') => vec![self.class()],
                Some('(') => {
                    self.at += 1;
                    let alternatives = self.choice();
                    assert!(self.take(')'), "a bracket is open");
                    vec![self.rule_of(alternatives)]
                }
                _ => {
                    let name = self.name();
                    vec![Element::Rule(self.named(&name))]
                }
            };
            match self.text.get(self.at) {
                Some(sign @ ('*' | '+' | '?')) => {
                    let sign = *sign;
                    self.at += 1;
                    elements.push(self.repeated(first, sign));
                }
                _ => elements.extend(first),
            }
        }
    }

    /// `x*` is a rule `x rule | `, `x+` is `x x*`, `x?` is `x | `.
    fn repeated(&mut self, of: Vec<Element>, sign: char) -> Element {
        let rule = self.rules.len();
        self.rules.push(Vec::new());
        let mut again = of.clone();
        if sign != '?' {
            again.push(Element::Rule(rule));
        }
        self.alternatives.extend([again, Vec::new()]);
        let last = self.alternatives.len() - 1;
        self.rules[rule] = vec![last - 1, last];
        if sign != '+' {
            return Element::Rule(rule);
        }
        let mut once = of;
        once.push(Element::Rule(rule));
        self.alternatives.push(once);
        self.rule_of(vec![self.alternatives.len() - 1])
    }

    fn rule_of(&mut self, alternatives: Vec<usize>) -> Element {
        self.rules.push(alternatives);
        Element::Rule(self.rules.len() - 1)
    }

    fn literal(&mut self) -> Vec<Element> {
        self.at += 1;
        let mut elements = Vec::new();
        while self.text[self.at] != '"' {
            let character = self.character();
            elements.push(Element::Class { negated: false, ranges: vec![(character, character)] });
        }
        self.at += 1;
        elements
    }

    fn class(&mut self) -> Element {
        self.at += 1;
        let negated = self.text[self.at] == '^';
        self.at += usize::from(negated);
        let mut ranges = Vec::new();
        while self.text[self.at] != ']' {
            let first = self.character();
            let is_range = self.text[self.at] == '-' && self.text[self.at + 1] != ']';
            self.at += usize::from(is_range);
            let last = if is_range { self.character() } else { first };
            ranges.push((first, last));
        }
        self.at += 1;
        Element::Class { negated, ranges }
    }

    fn character(&mut self) -> char {
        let character = self.text[self.at];
        self.at += 1;
        if character != '\\' {
            return character;
        }
        self.at += 1;
        match self.text[self.at - 1] {
            'n' => '\n',
            'r' => '\r',
            't' => '\t',
            other => other,
        }
    }

    fn name(&mut self) -> String {
        let start = self.at;
        while self.text.get(self.at).is_some_and(|sign| sign.is_alphanumeric() || *sign == '-') {
            self.at += 1;
        }
        assert!(self.at > start, "a name at {:?}", self.text[start..].iter().take(20).collect::<String>());
        self.text[start..self.at].iter().collect()
    }

    fn named(&mut self, name: &str) -> usize {
        if let Some(rule) = self.names.get(name) {
            return *rule;
        }
        self.rules.push(Vec::new());
        self.names.insert(name.to_owned(), self.rules.len() - 1);
        self.rules.len() - 1
    }

    fn take(&mut self, sign: char) -> bool {
        self.skip_spaces();
        let is_there = self.text.get(self.at) == Some(&sign);
        self.at += usize::from(is_there);
        is_there
    }

    fn skip_spaces(&mut self) {
        while self.text.get(self.at) == Some(&' ') {
            self.at += 1;
        }
    }

    fn skip(&mut self) {
        while self.text.get(self.at).is_some_and(|sign| sign.is_whitespace()) {
            self.at += 1;
        }
    }
}

/// Comments of a grammar stand in lines of their own.
fn without_comments(text: &str) -> String {
    text.lines().filter(|line| !line.starts_with('#')).flat_map(|line| [line, "\n"]).collect()
}
