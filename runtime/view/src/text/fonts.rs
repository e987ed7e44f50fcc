use parley::FontContext;
use parley::fontique::{Blob, Collection, CollectionOptions, FontInfoOverride, GenericFamily, SourceCache};
use parley::style::{FontFamily, FontFamilyName};
use std::borrow::Cow;
use std::sync::Arc;

use super::style::Family;

/// Inter 4.1, variable (weight and optical size), SIL Open Font License 1.1.
const INTER: &[u8] = include_bytes!("../../fonts/Inter.ttf");
/// JetBrains Mono 2.211, variable (weight), SIL Open Font License 1.1.
const JETBRAINS_MONO: &[u8] = include_bytes!("../../fonts/JetBrainsMono.ttf");
/// Noto Emoji, in one colour, SIL Open Font License 1.1.
const NOTO_EMOJI: &[u8] = epaint_default_fonts::NOTO_EMOJI_REGULAR;
/// Hack: arrows, boxes, mathematics and other signs that the two above lack. MIT and Bitstream Vera.
const HACK: &[u8] = epaint_default_fonts::HACK_REGULAR;

/// The fonts that text is set in. They come with the program, so that a picture is the same on
/// every machine; glyphs that one lacks come from the next.
pub struct Fonts {
    pub(super) context: FontContext,
    /// Whether the system's fonts may be looked at, and have not been yet.
    may_ask_system: bool,
}

impl Fonts {
    /// The fonts that come with the program: Inter, JetBrains Mono, Noto Emoji, Hack.
    #[must_use]
    pub fn bundled() -> Self {
        let mut collection = Collection::new(CollectionOptions { shared: false, system_fonts: false });
        for (name, font) in
            [("Inter", INTER), ("JetBrains Mono", JETBRAINS_MONO), ("Noto Emoji", NOTO_EMOJI), ("Hack", HACK)]
        {
            register(&mut collection, Blob::new(Arc::new(font)), Some(name));
        }
        let emoji = collection.family_id("Noto Emoji");
        collection.set_generic_families(GenericFamily::Emoji, emoji.into_iter());
        let context = FontContext { collection, source_cache: SourceCache::default() };
        Self { context, may_ask_system: false }
    }

    /// The same; signs that none of them has come from the fonts of the system. Those are looked
    /// for when the first such sign is met, which takes some 10 ms.
    #[must_use]
    pub fn with_system_fallback(mut self) -> Self {
        self.may_ask_system = true;
        self
    }

    /// Looks for the system's fonts, once. Says whether there is a reason to try again with them.
    pub(super) fn ask_system(&mut self) -> bool {
        let asks = std::mem::take(&mut self.may_ask_system);
        if asks {
            self.context.collection.load_system_fonts();
        }
        asks
    }

    /// Adds a font file's content (TrueType or OpenType), used for signs that no font so far has.
    /// Says whether it held a font.
    pub fn add_fallback(&mut self, font: Vec<u8>) -> bool {
        register(&mut self.context.collection, Blob::new(Arc::new(font)), None)
    }
}

/// The families to look into, first to last.
pub(super) fn families(family: Family) -> FontFamily<'static> {
    const fn named(name: &'static str) -> FontFamilyName<'static> {
        FontFamilyName::Named(Cow::Borrowed(name))
    }
    const INTER: FontFamilyName<'static> = named("Inter");
    const JETBRAINS_MONO: FontFamilyName<'static> = named("JetBrains Mono");
    const HACK: FontFamilyName<'static> = named("Hack");
    const NOTO_EMOJI: FontFamilyName<'static> = named("Noto Emoji");
    FontFamily::List(Cow::Borrowed(match family {
        Family::Proportional => const { &[INTER, HACK, NOTO_EMOJI] },
        Family::Monospace => const { &[JETBRAINS_MONO, HACK, INTER, NOTO_EMOJI] },
    }))
}

fn register(collection: &mut Collection, font: Blob<u8>, name: Option<&str>) -> bool {
    let name = FontInfoOverride { family_name: name, ..FontInfoOverride::default() };
    !collection.register_fonts(font, Some(name)).is_empty()
}

impl Default for Fonts {
    fn default() -> Self {
        Self::bundled()
    }
}

impl std::fmt::Debug for Fonts {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Fonts").finish_non_exhaustive()
    }
}
