"""Runs with the standard library alone: python3 -m unittest discover -s buildpacks/python/tests -p '*_test.py'."""

import sys
import tempfile
import unittest
import zipfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "installer"))
from link import link_tree  # noqa: E402
from wheel import place_of, unpack_wheel  # noqa: E402


class WheelTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.root = Path(folder.name)
        self.site, self.commands = self.root / "lib" / "python3.11" / "site-packages", self.root / "bin"
        self.site.mkdir(parents=True)
        self.commands.mkdir()

    def test_names_out_of_the_environment_have_no_place(self):
        for name in ("../evil.py", "/etc/passwd", "a/../../b"):
            self.assertIsNone(place_of(name, self.site, self.commands))

    def test_modules_scripts_and_data_go_to_their_folders(self):
        wheel = self.root / "a-1-py3-none-any.whl"
        with zipfile.ZipFile(wheel, "w") as archive:
            archive.writestr("a-1.dist-info/WHEEL", "Wheel-Version: 1.0\n")
            archive.writestr("a/__init__.py", "x = 1\n")
            archive.writestr("a-1.data/scripts/tool", "#!python\nprint(1)\n")
            archive.writestr("a-1.data/data/share/a.txt", "text")
            archive.writestr("../evil", "x")
        unpack_wheel({"name": "a", "file": wheel.name, "source": str(wheel)}, self.site, self.commands, {"elf": {}})
        self.assertEqual("x = 1\n", (self.site / "a" / "__init__.py").read_text())
        self.assertTrue((self.commands / "tool").read_text().startswith(f"#!{self.commands}/python\n"))
        self.assertEqual("text", (self.root / "share" / "a.txt").read_text())
        self.assertFalse((self.site.parent / "evil").exists())

    def test_a_source_archive_is_refused_with_a_sentence(self):
        with self.assertRaisesRegex(SystemExit, "Could not install 'a': .*source archive"):
            unpack_wheel({"name": "a", "file": "a-1.tar.gz", "source": __file__}, self.site, self.commands, {})

    def test_packages_that_share_a_folder_are_merged(self):
        for name in ("one", "two"):
            (self.root / name / "shared").mkdir(parents=True)
            (self.root / name / "shared" / f"{name}.py").touch()
            link_tree(self.root / name, self.site)
        self.assertEqual(["one.py", "two.py"], sorted(p.name for p in (self.site / "shared").iterdir()))

    def test_a_pinned_name_is_left_alone(self):
        (self.root / "set" / "a").mkdir(parents=True)
        link_tree(self.root / "set", self.site, {"a"})
        self.assertFalse((self.site / "a").exists())


if __name__ == "__main__":
    unittest.main()
