"""Privacy is a feature: pseudonyms and masks going in, suppression and the release check going out."""
