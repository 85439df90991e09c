# The tests of what lays out dependencies, with the languages they are written in. In: nodejs, python (folders).
node --test "$nodejs/tests/"*.test.mjs
PYTHONDONTWRITEBYTECODE=1 python3 -m unittest discover -s "$python/tests" -p '*_test.py'
touch "$out"
