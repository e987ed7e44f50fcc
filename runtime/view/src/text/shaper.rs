use std::collections::HashMap;
use std::hash::{BuildHasher, RandomState};
use std::rc::Rc;

use parley::style::{FontFeature, FontFeatures, FontVariation, FontVariations, FontWeight};
use parley::{Alignment, AlignmentOptions, LayoutContext, LineHeight, OverflowWrap, StyleProperty};

use super::fonts::{Fonts, families};
use super::layout::TextLayout;
use super::style::TextStyle;
use crate::geometry::Size;

/// How many layouts are remembered. A screen full of table cells holds about two thousand; one
/// layout takes about 2 KiB.
const LAYOUTS_MAX: usize = 8_192;

/// Turns strings into positioned glyphs, and remembers what it made.
///
/// Shaping a line of 32 letters takes about 10 us, a remembered one 0.1: ask again every time
/// rather than keeping copies.
pub struct Shaper {
    fonts: Fonts,
    scratch: LayoutContext<()>,
    remembered: HashMap<u64, Vec<Rc<TextLayout>>>,
    remembered_count: usize,
    shaped_count: u64,
    hasher: RandomState,
}

impl Shaper {
    /// A shaper that sets text in `fonts`.
    #[must_use]
    pub fn new(fonts: Fonts) -> Self {
        Self {
            fonts,
            scratch: LayoutContext::new(),
            remembered: HashMap::new(),
            remembered_count: 0,
            shaped_count: 0,
            hasher: RandomState::new(),
        }
    }

    /// How large the text is, broken into lines of at most `max_width`.
    pub fn measure(&mut self, text: &str, style: &TextStyle, max_width: Option<f32>) -> Size {
        self.layout(text, style, max_width).size()
    }

    /// The shaped text, broken into lines of at most `max_width` (never, if there is none).
    pub fn layout(&mut self, text: &str, style: &TextStyle, max_width: Option<f32>) -> Rc<TextLayout> {
        let width = max_width.map(f32::to_bits);
        let key = self.hasher.hash_one((text, style, width));
        if let Some(found) = self
            .remembered
            .get(&key)
            .and_then(|layouts| layouts.iter().find(|it| it.is_of(text, style, max_width)))
        {
            return Rc::clone(found);
        }
        if self.remembered_count >= LAYOUTS_MAX {
            self.forget_unused();
        }
        let mut layout = self.shape(text, style, max_width);
        if layout.lacks_glyphs() && self.fonts.ask_system() {
            layout = self.shape(text, style, max_width);
        }
        let layout = Rc::new(layout);
        self.remembered.entry(key).or_default().push(Rc::clone(&layout));
        self.remembered_count += 1;
        layout
    }

    /// How many texts were shaped so far; what was remembered does not count. For tests that
    /// assert the amount of work.
    #[must_use]
    pub fn shaped_count(&self) -> u64 {
        self.shaped_count
    }

    /// Drops the layouts that nobody else holds; all of them if they are all held, which only
    /// costs shaping them again.
    fn forget_unused(&mut self) {
        self.remembered.retain(|_, layouts| {
            layouts.retain(|layout| Rc::strong_count(layout) > 1);
            !layouts.is_empty()
        });
        self.remembered_count = self.remembered.values().map(Vec::len).sum();
        if self.remembered_count >= LAYOUTS_MAX / 2 {
            self.remembered.clear();
            self.remembered_count = 0;
        }
    }

    fn shape(&mut self, text: &str, style: &TextStyle, max_width: Option<f32>) -> TextLayout {
        self.shaped_count += 1;
        let mut builder = self.scratch.ranged_builder(&mut self.fonts.context, text, 1.0, false);
        builder.push_default(StyleProperty::FontFamily(families(style.family)));
        builder.push_default(StyleProperty::FontSize(style.size));
        builder.push_default(FontWeight::new(f32::from(style.weight.0)));
        builder.push_default(LineHeight::FontSizeRelative(style.line_height));
        builder.push_default(StyleProperty::OverflowWrap(OverflowWrap::Anywhere));
        // Inter's optical size axis: tighter, finer letters from 14 (text) to 32 (display).
        let optical_size = [FontVariation::new(parley::setting::Tag::new(b"opsz"), style.size)];
        builder.push_default(StyleProperty::FontVariations(FontVariations::List(
            optical_size.as_slice().into(),
        )));
        let tabular = [FontFeature::new(parley::setting::Tag::new(b"tnum"), 1)];
        if style.tabular_figures {
            builder.push_default(StyleProperty::FontFeatures(FontFeatures::List(tabular.as_slice().into())));
        }
        let mut layout = builder.build(text);
        layout.break_all_lines(max_width);
        layout.align(Alignment::Start, AlignmentOptions::default());
        TextLayout::new(text, *style, max_width, layout)
    }
}

impl std::fmt::Debug for Shaper {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Shaper")
            .field("remembered", &self.remembered_count)
            .field("shaped", &self.shaped_count)
            .finish_non_exhaustive()
    }
}
