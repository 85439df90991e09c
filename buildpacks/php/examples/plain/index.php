<?php

header('Content-Type: text/plain');
if ($_SERVER['REQUEST_URI'] === '/error') {
    error_log('an error was asked for');
    http_response_code(500);
    exit;
}
echo 'hello from php at ' . $_SERVER['REQUEST_URI'] . "\n";
