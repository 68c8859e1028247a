@echo off
rem Remove what install.bat installed; results of reviews stay.
call "%~dp0install.bat" --remove %*
