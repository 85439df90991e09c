#!/usr/bin/env bash
echo "a script with a bad name"
