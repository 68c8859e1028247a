@echo off
rem Drop workbooks on this file to review them. Plain ASCII: cmd reads it before the code page is changed.
setlocal DisableDelayedExpansion
chcp 65001 >nul
title eligibility
set "PLACE=%LOCALAPPDATA%\eligibility"
if exist "%~dp0start.py" set "PLACE=%~dp0."
if not defined LANG set "LANG=vi_VN.UTF-8"
set "PATH=%PLACE%\app\Scripts;%PATH%"
if not exist "%PLACE%\app\Scripts\python.exe" (
    echo Chua cai dat eligibility: hay chay install.bat. / Not installed yet: run install.bat.
    pause
    exit /b 2
)
"%PLACE%\app\Scripts\python.exe" -X utf8 "%PLACE%\start.py" %*
set "CODE=%ERRORLEVEL%"
if "%~1"=="" (
    cmd /k
    exit /b 0
)
pause
exit /b %CODE%
