"""The list as a whole: a review comes in, out goes what comes of each rule about lists, and who turns it."""
