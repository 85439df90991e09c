<?php

declare(strict_types=1);

require dirname(__DIR__) . '/vendor/autoload.php';

if ($_SERVER['REQUEST_URI'] === '/picture') {
    $picture = imagecreatetruecolor(2, 2);
    header('Content-Type: image/png');
    imagepng($picture);
    exit;
}
header('Content-Type: text/plain');
$zone = new DateTimeZone('Europe/Paris');
echo (new Example\Greeting\Shout())->of('hello from a vendored package, ' . $zone->getName()) . "\n";
