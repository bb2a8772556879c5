"""The modals: sheets that open over the console, one file each. Import them late; most sessions need few of them."""
