//! The two-dimensional code by which a reader of the printed paper finds the public check page (GB/T 18284), as a small drawing.

use fast_qr::convert::svg::SvgBuilder;
use fast_qr::convert::{Builder, Shape};
use fast_qr::{ECL, QRBuilder};

/// The longest address a code small enough for the margin can hold and a phone can still read.
pub const ADDRESS_BYTES_MAX: usize = 200;

/// The code as SVG, or nothing if the address is too long.
pub fn svg(address: &str) -> Option<String> {
    if address.len() > ADDRESS_BYTES_MAX {
        return None;
    }
    let code = QRBuilder::new(address).ecl(ECL::M).build().ok()?;
    Some(SvgBuilder::default().margin(1).shape(Shape::Square).to_str(&code))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_address_gives_the_same_drawing_and_another_another() {
        let one = svg("https://example.invalid/check/1");
        assert_eq!(one, svg("https://example.invalid/check/1"));
        assert_ne!(one, svg("https://example.invalid/check/2"));
        assert!(one.is_some_and(|drawing| drawing.starts_with("<svg")));
    }

    #[test]
    fn an_address_too_long_to_be_read_is_not_drawn() {
        assert!(svg(&"a".repeat(ADDRESS_BYTES_MAX)).is_some());
        assert!(svg(&"a".repeat(ADDRESS_BYTES_MAX + 1)).is_none());
    }
}
