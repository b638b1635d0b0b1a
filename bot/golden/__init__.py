"""The golden questions over the sample world, and how answers to them are scored."""
