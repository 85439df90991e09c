# In: maker, certificates (folder of single ones).
mkdir "$out"
python3 "$maker" "$out/cacerts" "$certificates"/*.crt
