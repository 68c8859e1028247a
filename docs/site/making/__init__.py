"""From the pages of this folder to those that Sphinx builds: links, pictures, the options of commands."""
