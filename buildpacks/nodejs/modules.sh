# The work is JavaScript: names in lock files and archives are data there. In: installer (a folder), node, elf, shell, files.
exec node "$installer/install.mjs" "$NIX_ATTRS_JSON_FILE"
