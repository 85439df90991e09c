"""Links the modules of a supplied package into the environment."""


def link_tree(source, target, pinned=frozenset()):
    """Each entry becomes a link; folders that several packages share become real folders. `pinned` names are left alone."""
    for entry in sorted(source.iterdir()):
        place = target / entry.name
        if entry.name in pinned:
            continue
        if not place.exists() and not place.is_symlink():
            place.symlink_to(entry)
        elif place.is_dir() and entry.is_dir():
            if place.is_symlink():
                first = place.resolve()
                place.unlink()
                place.mkdir()
                link_tree(first, place)
            link_tree(entry, place)
