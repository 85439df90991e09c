"""What becomes of pip's report, without pip."""

import sys
import tempfile
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))
from choose import NEUTRAL, Chooser  # noqa: E402

RECORDER = "http://10.0.0.1:80/resolve/id/secret/"


def item(name, version, url, **hashes):
    return {"metadata": {"name": name, "version": version}, "download_info": {"url": url, "archive_info": {"hashes": hashes}}}


class LockTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)
        (self.folder / "requirements.txt").write_text("polite\n")
        self.chooser = Chooser("/nowhere", RECORDER, folder.name)

    def lock(self, *items):
        self.chooser.lock({"pip_version": "25.1.1", "install": items})
        return (self.folder / "pylock.toml").read_text()

    def test_neither_the_address_nor_its_secret_is_written(self):
        text = self.lock(item("Polite.Words", "1.0+a", RECORDER + "packages/ab/polite_words-1.0%2Ba-py3-none-any.whl", sha256="0" * 64))
        self.assertNotIn("secret", text)
        self.assertIn('name = "polite-words"\nversion = "1.0+a"', text)
        self.assertIn(f'{{ name = "polite_words-1.0+a-py3-none-any.whl", url = "{NEUTRAL}packages/ab/polite_words-1.0%2Ba-py3-none-any.whl"', text)

    def test_lines_for_people_name_packages_and_no_address(self):
        self.assertEqual(self.chooser.shown("Collecting curt (from polite->-r requirements.txt (line 1))"), "Collecting curt (from polite)")
        self.assertEqual(self.chooser.shown(f"Downloading {RECORDER}a.whl (from -r requirements.txt (line 1))"), "Downloading a.whl")
        self.assertEqual(self.chooser.shown("Cannot install -r requirements.txt (line 1) and x"), "Cannot install polite and x")

    def test_packages_are_sorted(self):
        text = self.lock(*(item(name, "1", f"{RECORDER}{name}-1-py3-none-any.whl", sha256="0" * 64) for name in ("b", "a")))
        self.assertLess(text.index('name = "a"'), text.index('name = "b"'))

    def test_anything_but_a_wheel_of_the_index_with_its_hash_is_refused(self):
        for url, hashes in (
            ("http://elsewhere.invalid/a-1-py3-none-any.whl", {"sha256": "0" * 64}),
            (RECORDER + "a-1.tar.gz", {"sha256": "0" * 64}),
            (RECORDER + "a-1-py3-none-any.whl", {"md5": "0" * 32}),
        ):
            with self.assertRaises(SystemExit):
                self.lock(item("a", "1", url, **hashes))


if __name__ == "__main__":
    unittest.main()
