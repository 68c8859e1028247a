# Install for this user without asking anything: for scripts of administrators. Options are those of install.py.
[Console]::OutputEncoding = [System.Text.Encoding]::UTF8
$check = 'import sys; sys.exit(sys.version_info[:2] != (@comma@))'
$places = @(
    (Join-Path $env:LOCALAPPDATA 'Programs\Python\Python@digits@\python.exe'),
    (Join-Path $env:ProgramFiles 'Python@digits@\python.exe'),
    'python'
)
$script = Join-Path $PSScriptRoot 'program\install.py'
foreach ($python in $places) {
    if (-not (Get-Command $python -ErrorAction SilentlyContinue)) { continue }
    & $python -c $check
    if ($LASTEXITCODE -ne 0) { continue }
    & $python -X utf8 $script @args
    exit $LASTEXITCODE
}
Get-Content -Encoding UTF8 (Join-Path $PSScriptRoot 'program\no-python.txt')
exit 2
