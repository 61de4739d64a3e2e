@echo off
rem Starts Cordless. It needs Python, and neither a network nor administrator rights; README.txt says more.
setlocal
set PYTHON=
call :try "%~dp0python\python.exe"
for %%v in (@VERSIONS@) do call :try py -%%v
call :try python
if defined PYTHON goto start
echo No Python was found here that this folder is made for (@PYTHONS@). README.txt says what can be done. 1>&2
set CODE=3
goto end

:try
if defined PYTHON exit /b 0
%* -c "import sys; sys.exit('%%d.%%d' %% sys.version_info[:2] not in '@VERSIONS@'.split())" <nul >nul 2>nul
if %errorlevel%==0 set PYTHON=%*
exit /b 0

:start
%PYTHON% -I -S "%~dp0parts\start.py" %*
set CODE=%errorlevel%

:end
rem whoever started it with the mouse shall be able to read what went wrong
if %CODE%==3 pause
exit /b %CODE%
