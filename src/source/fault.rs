//! Why a camera shows nothing. In a file of its own, because everything that speaks of it needs no more than this.

/// Why there is no picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Fault {
    /// No camera is there.
    NoCamera,
    /// Another program has the camera.
    Busy,
    /// The system does not allow this user to open the camera.
    NoPermission,
    /// The camera was pulled, or went away.
    Unplugged,
    /// The camera sends nothing any more, or never began.
    Stalled,
    /// The camera sends the same picture again and again.
    Frozen,
    /// The camera has no format that can be used, or sends nothing but damaged pictures.
    Unusable,
}

impl Fault {
    /// All of them.
    pub const ALL: [Fault; 7] = [
        Fault::NoCamera,
        Fault::Busy,
        Fault::NoPermission,
        Fault::Unplugged,
        Fault::Stalled,
        Fault::Frozen,
        Fault::Unusable,
    ];

    /// Its name for programs; never changes.
    pub fn code(self) -> &'static str {
        match self {
            Fault::NoCamera => "no-camera",
            Fault::Busy => "busy",
            Fault::NoPermission => "no-permission",
            Fault::Unplugged => "unplugged",
            Fault::Stalled => "stalled",
            Fault::Frozen => "frozen",
            Fault::Unusable => "unusable",
        }
    }
}
