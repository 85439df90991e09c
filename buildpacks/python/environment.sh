# The work is Python: names in lock files and archives are data there. In: installer (a folder), python, supplied, files, elf.
export PYTHONHASHSEED=0 PYTHONDONTWRITEBYTECODE=1
exec "$python" -s "$installer/install.py" "$NIX_ATTRS_JSON_FILE"
