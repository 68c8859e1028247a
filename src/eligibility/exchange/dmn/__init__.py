"""Decision models of DMN: read with every place, refused where they are not understood, and decided."""
