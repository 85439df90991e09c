<?php

// Makes the packages of composer.lock come from files of this machine: <attributes of the build> <composer.lock>. Names and
// places are data here, whatever they hold.
[, $attributes, $lock] = $argv;
$given = json_decode(file_get_contents($attributes), true, 64, JSON_THROW_ON_ERROR);
$archives = array_combine($given['names'], $given['archives']);
$content = json_decode(file_get_contents($lock), false, 512, JSON_THROW_ON_ERROR);
foreach ($content->packages as $package) {
    if (($package->type ?? '') === 'metapackage') {
        continue;
    }
    $archive = $archives[$package->name] ?? null;
    if ($archive === null) {
        fwrite(STDERR, "Could not install {$package->name}: no archive of it was fetched. Make the flake again.\n");
        exit(1);
    }
    unset($package->source);
    $package->dist->url = $archive;
    $package->dist->shasum = '';
    unset($package->dist->mirrors);
}
$content->{'packages-dev'} = [];
file_put_contents($lock, json_encode($content, JSON_PRETTY_PRINT | JSON_UNESCAPED_SLASHES | JSON_THROW_ON_ERROR));
