<?php

declare(strict_types=1);

require dirname(__DIR__) . '/vendor/autoload.php';

header('Content-Type: text/plain');
echo (new Example\Greeting())->of(42) . "\n";
