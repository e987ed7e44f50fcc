//! How large text is.

use std::rc::Rc;

use taffy::AvailableSpace;

use crate::element::{Kind, Tree};
use crate::text::{TextLayout, TextStyle, Weight};

/// How wide a text input is when nothing says otherwise.
const INPUT_WIDTH: f32 = 200.0;
/// How narrow one that grows gets where there is little room.
const INPUT_WIDTH_MIN: f32 = 60.0;

impl Tree {
    /// How an element's text is set.
    pub(crate) fn text_style(&self, node: u32) -> TextStyle {
        let properties = &self.properties[node as usize];
        let mut style = match self.kind(node) {
            Kind::Heading => TextStyle::HEADING,
            Kind::Button => TextStyle::BODY.with_weight(Weight::MEDIUM),
            // Numbers under numbers line up.
            Kind::Text => TextStyle::FIGURES,
            _ => TextStyle::BODY,
        };
        if let Some(size) = properties.size {
            style.size = size;
        }
        if let Some(weight) = properties.weight {
            style.weight = weight;
        }
        style
    }

    /// The element's text as it is set within `width`.
    pub(crate) fn text_within(&mut self, node: u32, width: f32) -> Rc<TextLayout> {
        let style = self.text_style(node);
        let text = &self.properties[node as usize].text;
        let natural = self.shaper.layout(text.as_str(), &style, None);
        let is_one_line = matches!(self.kind(node), Kind::TextInput | Kind::Button);
        // Sizes are rounded up to whole pixels, and flex shares are not exact.
        if is_one_line || natural.size().width <= width + 0.5 {
            return natural;
        }
        self.shaper.layout(text.as_str(), &style, Some(width))
    }

    /// How wide the longest word of an element's text is.
    fn narrowest(&mut self, node: u32) -> f32 {
        let style = self.text_style(node);
        let text = self.properties[node as usize].text.clone();
        let longest = text.as_str().split_whitespace().max_by_key(|word| word.chars().count());
        longest.map_or(0.0, |word| self.shaper.measure(word, &style, None).width)
    }

    /// What a leaf answers to the flex algorithm. Text is as wide as it needs to be and breaks
    /// only where the width is given; only one that grows is asked how narrow it can be.
    pub(super) fn measure(
        &mut self,
        node: u32,
        known: taffy::Size<Option<f32>>,
        available: taffy::Size<AvailableSpace>,
    ) -> taffy::Size<f32> {
        let kind = self.kind(node);
        if !kind.shows_text() {
            return known.map(|it| it.unwrap_or(0.0));
        }
        let width = known.width.or_else(|| match available.width {
            AvailableSpace::Definite(width) => Some(width),
            AvailableSpace::MinContent => Some(self.narrowest(node)),
            AvailableSpace::MaxContent => None,
        });
        let text = self.text_within(node, width.unwrap_or(f32::INFINITY)).size();
        let natural = match (kind, available.width) {
            (Kind::TextInput, AvailableSpace::MinContent) => INPUT_WIDTH_MIN,
            (Kind::TextInput, _) => INPUT_WIDTH,
            _ => text.width,
        };
        taffy::Size { width: known.width.unwrap_or(natural), height: known.height.unwrap_or(text.height) }
    }
}
