@echo off
rem Starts Rankscope with the Java that JAVA_HOME names, or else with the one on the PATH.
setlocal
for %%i in ("%~dp0..") do set "home=%%~fi"
set "java=java.exe"
if defined JAVA_HOME (
    set "java=%JAVA_HOME%\bin\java.exe"
    if not exist "%JAVA_HOME%\bin\java.exe" (
        echo rankscope: JAVA_HOME is '%JAVA_HOME%', where there is no bin\java.exe; set it to a Java 17 or newer, or unset it. 1>&2
        exit /b 1
    )
) else (
    where java.exe >nul 2>nul
    if errorlevel 1 (
        echo rankscope: no Java found; install Java 17 or newer, or set JAVA_HOME to one. 1>&2
        exit /b 1
    )
)
set "version=0"
for /f "tokens=3" %%v in ('""%java%" -version 2>&1" ^| findstr /c:" version "') do set "version=%%~v"
for /f "delims=.-+ tokens=1" %%v in ("%version%") do set "version=%%v"
if %version% LSS 17 (
    echo rankscope: '%java%' is too old, Java %version%; install Java 17 or newer, or set JAVA_HOME to one. 1>&2
    exit /b 1
)
set "options=-Xlog:disable -Xlog:all=warning:stderr -Xshare:auto -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -Xms8m"
if %version% GEQ 24 set "options=%options% --enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow"
set "native="
if exist "%home%\native\win-x64" set native="-Donnxruntime.native.path=%home%\native\win-x64"
"%java%" %options% "-Drankscope.home=%home%" %native% %RANKSCOPE_JAVA_OPTIONS% -cp "%home%\lib\*" org.rankscope.app.Launcher %*
exit /b %errorlevel%
