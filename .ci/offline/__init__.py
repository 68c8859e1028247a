"""A wheelhouse: all that installs the program on a computer without network and without compiler."""
