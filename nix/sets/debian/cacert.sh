# In: certificates, the folder of single ones.
mkdir -p "$out/etc/ssl/certs"
cat "$certificates"/*.crt > "$out/etc/ssl/certs/ca-certificates.crt"
