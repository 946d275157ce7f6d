//! The files of a case: what its events name, and nothing else.

use super::Standing;
use crate::ids::FileId;
use crate::people::FileNamed;

impl Standing {
    /// The file of this id as the case names it, if it does: evidence, recording, printed paper, or proof of service.
    pub fn file(&self, id: FileId) -> Option<&FileNamed> {
        let evidence = self.investigation.evidence.iter().flat_map(|item| &item.added.files);
        let recordings = self.recordings.iter().map(|recording| &recording.file);
        let papers = self.papers.iter().filter_map(|paper| paper.printed.as_ref());
        let delivered = self.papers.iter().filter_map(|paper| paper.delivered.as_ref());
        let proofs = delivered.flat_map(|delivered| &delivered.proof);
        evidence.chain(recordings).chain(papers).chain(proofs).find(|file| file.sha256 == id)
    }
}

#[cfg(test)]
mod tests {
    use crate::testing::{Story, file_id, file_named};

    #[test]
    fn a_case_has_the_files_its_events_name() {
        let case = Story::investigated().stores("other.jpg").standing;
        assert_eq!(case.file(file_id("shelf.jpg")), Some(&file_named("shelf.jpg")));
        assert_eq!(case.file(file_id("other.jpg")), None, "stored, and of no case");
    }
}
