# The certificate bundle that Debian makes when ca-certificates is installed: all of Mozilla's, in order of name.
{ build, main }:
build {
  name = "cacert";
  script = ./cacert.sh;
  data.certificates = "${main.ca-certificates}/share/ca-certificates/mozilla";
}
