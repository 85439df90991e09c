# Several results, of which firn.toml names one: pages that are made out of text files, and served as files.
{ firn, source }:
{
  pages = firn.build {
    name = "pages";
    script = ./pages.sh;
    data.texts = "${source}/texts";
  };
}
