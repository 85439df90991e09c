<?php

declare(strict_types=1);

namespace Example\Greeting;

final class Shout
{
    public function of(string $text): string
    {
        return mb_strtoupper($text);
    }
}
