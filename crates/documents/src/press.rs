//! The press: fonts and templates, made ready once, and the printing of one order at a time from any number of threads.

use std::collections::HashMap;
use std::path::PathBuf;

use law::papers::PaperKind;
use serde_json::Value;
use typst::diag::SourceDiagnostic;
use typst::foundations::{Bytes, Smart};
use typst::syntax::Source;
use typst::visualize::{ExchangeFormat, RasterFormat, RasterImage};
use typst_layout::PagedDocument;
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards};

use crate::fonts::{FontMissing, Fonts};
use crate::order::{self, PaperOrder, PrintFault};
use crate::world::{NAMES, PaperWorld};
use crate::{check_code, templates};

/// After how many further papers what was remembered of one is forgotten; keeps the memory of a long run level.
const REMEMBERED_PAPERS: usize = 8;

/// Prints papers.
pub struct Press {
    fonts: Fonts,
    house: Source,
    templates: HashMap<PaperKind, Source>,
}

impl Press {
    /// Reads the fonts from the folders, looked through in this order; `usual_font_dirs` gives those of Debian.
    pub fn new(font_dirs: &[PathBuf]) -> Result<Press, FontMissing> {
        let fonts = Fonts::find(font_dirs)?;
        let template = |kind: PaperKind| (kind, Source::new(NAMES.main, templates::source(kind).to_owned()));
        Ok(Press {
            fonts,
            house: Source::new(NAMES.house, templates::HOUSE.to_owned()),
            templates: PaperKind::ALL.into_iter().map(template).collect(),
        })
    }

    /// The paper as PDF/A-2b (GB/T 23286.2, ISO 19005-2). The same order gives the same bytes.
    pub fn print(&self, order: &PaperOrder<'_>) -> Result<Vec<u8>, PrintFault> {
        order::check(order)?;
        let check = check_code::svg(order.check_url).ok_or(PrintFault::CheckAddressTooLong)?;
        let mut content = order::for_template(order);
        let fonts = {
            let texts: Vec<&str> = content.values().flat_map(order::texts).collect();
            self.fonts
                .for_texts(texts.into_iter())
                .map_err(|character| PrintFault::GlyphMissing { character })?
        };
        content.insert("fonts".to_owned(), fonts.roles.clone());
        let world = PaperWorld {
            main: &self.templates[&order.kind],
            house: &self.house,
            order: Bytes::from_string(Value::Object(content).to_string()),
            check: Bytes::from_string(check),
            images: order.images.iter().map(|(id, png)| (id.as_str(), Bytes::new(png.clone()))).collect(),
            fonts,
        };
        let printed = set(&world, order);
        typst::comemo::evict(REMEMBERED_PAPERS);
        printed
    }

    /// The first character of the text that no font here can show; asked of what is entered, before an event stands that no paper could be printed from.
    pub fn lacks(&self, text: &str) -> Option<char> {
        self.fonts.for_texts(std::iter::once(text)).err()
    }

    /// How a drawn signature would be set: asked before an event stands that no paper could be printed from, or that takes a slip of the finger for a hand.
    pub fn drawing(&self, png: &[u8]) -> Drawing {
        let format = RasterFormat::Exchange(ExchangeFormat::Png);
        match RasterImage::new(Bytes::new(png.to_vec()), format, Smart::Auto) {
            Ok(image) => Drawing::of(&image),
            Err(_) => Drawing::Unset,
        }
    }

    /// Digest of the template a paper is printed with, hexadecimal.
    pub fn fingerprint(kind: PaperKind) -> String {
        templates::fingerprint(kind)
    }
}

/// What a picture is as a signature.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Drawing {
    /// It cannot be set on paper.
    Unset,
    /// A dot, or nothing at all: whatever is drawn spans less than a twentieth of the picture.
    TooSlight,
    Drawn,
}

impl Drawing {
    /// The least part of the picture's longer side that a hand spans.
    const SPAN: u32 = 20;
    /// Brighter than this is ground, of 255.
    const GROUND: u8 = 200;

    fn of(image: &RasterImage) -> Drawing {
        let pixels = image.dynamic().to_luma_alpha8();
        let inked = |bright: u8, opaque: u8| opaque > 127 && bright < Drawing::GROUND;
        let (mut across, mut down) = ((u32::MAX, 0), (u32::MAX, 0));
        for (x, y, pixel) in pixels.enumerate_pixels() {
            if inked(pixel.0[0], pixel.0[1]) {
                across = (across.0.min(x), across.1.max(x + 1));
                down = (down.0.min(y), down.1.max(y + 1));
            }
        }
        let span = across.1.saturating_sub(across.0).max(down.1.saturating_sub(down.0));
        match span.saturating_mul(Drawing::SPAN) >= pixels.width().max(pixels.height()) && span > 0 {
            true => Drawing::Drawn,
            false => Drawing::TooSlight,
        }
    }
}

fn set(world: &PaperWorld<'_>, order: &PaperOrder<'_>) -> Result<Vec<u8>, PrintFault> {
    let fault = |reasons: &[SourceDiagnostic]| PrintFault::Template {
        template: order.kind.template(),
        reasons: reasons.iter().map(|reason| reason.message.to_string()).collect::<Vec<_>>().join("; "),
    };
    let document = typst::compile::<PagedDocument>(world).output.map_err(|reasons| fault(&reasons))?;
    let standards = PdfStandards::new(&[PdfStandard::A_2b]).map_err(|reason| PrintFault::Template {
        template: order.kind.template(),
        reasons: reason.message().to_string(),
    })?;
    let options = PdfOptions {
        ident: Smart::Custom(order.document_id.to_owned()),
        creator: Smart::Custom(Some("Mingjing".to_owned())),
        standards,
        ..PdfOptions::default()
    };
    typst_pdf::pdf(&document, &options).map_err(|reasons| fault(&reasons))
}
