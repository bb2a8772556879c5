"""Statements and prepared answers on screen: lists, texts, drafts, versions. Import late; they are opened rarely."""
