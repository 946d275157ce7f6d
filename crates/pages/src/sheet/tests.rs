//! For every register: what is exported reads back as no change, in every format.
