<?php

declare(strict_types=1);

namespace Example;

use NumberFormatter;

final class Greeting
{
    public function of(int $number): string
    {
        $words = new NumberFormatter('en', NumberFormatter::SPELLOUT);

        return 'hello from composer, number ' . $words->format($number);
    }
}
