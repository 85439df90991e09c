# A folder of links, so that one path holds all the dependencies of an app alive. In: links, name -> path.
mkdir "$out"
for name in "${!links[@]}"; do ln -s "${links[$name]}" "$out/$name"; done
