@echo off
rem Install for this user: no administrator, no network. Plain ASCII; texts for people are in files of their own.
setlocal DisableDelayedExpansion
chcp 65001 >nul
title eligibility @version@
if not exist "%~dp0program\install.py" (
    echo Hay giai nen toan bo tep zip truoc khi chay. / Extract the whole zip before running this.
    pause
    exit /b 2
)
set "CHECK=import sys; sys.exit(sys.version_info[:2] != (@comma@))"
set "FOUND="
py -@python@ -c "%CHECK%" >nul 2>nul
if %ERRORLEVEL% EQU 0 set "FOUND=py -@python@"
set "USUAL=%LOCALAPPDATA%\Programs\Python\Python@digits@\python.exe"
if not defined FOUND if exist "%USUAL%" set FOUND="%USUAL%"
set "USUAL=%ProgramFiles%\Python@digits@\python.exe"
if not defined FOUND if exist "%USUAL%" set FOUND="%USUAL%"
if not defined FOUND python -c "%CHECK%" >nul 2>nul
if not defined FOUND if %ERRORLEVEL% EQU 0 set "FOUND=python"
if not defined FOUND (
    type "%~dp0program\no-python.txt"
    pause
    exit /b 2
)
%FOUND% -X utf8 "%~dp0program\install.py" %*
set "CODE=%ERRORLEVEL%"
pause
exit /b %CODE%
