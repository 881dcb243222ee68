; The installer: for one user, without an administrator. `build` gives VERSION, FROM, ICON and OUT.
; What is written here is taken away by the uninstaller, line by line: tests/windows/run compares.
Unicode true
Target amd64-unicode
SetCompressor /SOLID lzma
SetCompressorDictSize 64 ; megabytes: the two programs are nearly one

!include MUI2.nsh
!include FileFunc.nsh
!include LogicLib.nsh

!define CLASSES "Software\Classes"
!define UNINSTALL "Software\Microsoft\Windows\CurrentVersion\Uninstall\Yanma"

Name "验码 Yanma"
OutFile "${OUT}"
InstallDir "$LOCALAPPDATA\Programs\Yanma"
RequestExecutionLevel user
ManifestDPIAware true
ManifestSupportedOS Win10
BrandingText "Yanma ${VERSION}"
VIProductVersion "${VERSION}.0"
VIAddVersionKey /LANG=2052 "ProductName" "验码 Yanma"
VIAddVersionKey /LANG=2052 "ProductVersion" "${VERSION}"
VIAddVersionKey /LANG=2052 "FileVersion" "${VERSION}"
VIAddVersionKey /LANG=2052 "FileDescription" "验码 Yanma：安装程序"
VIAddVersionKey /LANG=2052 "LegalCopyright" "Apache-2.0"

!define MUI_ICON "${ICON}"
!define MUI_UNICON "${ICON}"
!define MUI_FINISHPAGE_RUN "$INSTDIR\yanmaw.exe"
!insertmacro MUI_PAGE_WELCOME
!insertmacro MUI_PAGE_INSTFILES
!insertmacro MUI_PAGE_FINISH
!insertmacro MUI_UNPAGE_CONFIRM
!insertmacro MUI_UNPAGE_INSTFILES
!insertmacro MUI_LANGUAGE "SimpChinese" ; the first one is for every other language
!insertmacro MUI_LANGUAGE "English"

LangString CHECK ${LANG_SIMPCHINESE} "用验码检查"
LangString CHECK ${LANG_ENGLISH} "Check with Yanma"
LangString PRODUCT ${LANG_SIMPCHINESE} "验码"
LangString PRODUCT ${LANG_ENGLISH} "Yanma"
LangString RUNS ${LANG_SIMPCHINESE} "验码正开着。请先关掉它，再来一次。"
LangString RUNS ${LANG_ENGLISH} "Yanma is running. Close it first, then try again."

; The formats that are read (src/source/images/mod.rs).
!macro ForEachEnding DO
  !insertmacro ${DO} "bmp"
  !insertmacro ${DO} "gif"
  !insertmacro ${DO} "jpeg"
  !insertmacro ${DO} "jpg"
  !insertmacro ${DO} "png"
  !insertmacro ${DO} "tif"
  !insertmacro ${DO} "tiff"
  !insertmacro ${DO} "webp"
!macroend

!macro Verb KEY
  WriteRegStr HKCU "${CLASSES}\${KEY}\shell\Yanma" "" "$(CHECK)"
  WriteRegStr HKCU "${CLASSES}\${KEY}\shell\Yanma" "Icon" "$INSTDIR\yanmaw.exe"
  WriteRegStr HKCU "${CLASSES}\${KEY}\shell\Yanma\command" "" '"$INSTDIR\yanmaw.exe" --open "%1"'
!macroend

!macro Associate ENDING
  WriteRegNone HKCU "${CLASSES}\.${ENDING}\OpenWithProgids" "Yanma.Picture"
  !insertmacro Verb "SystemFileAssociations\.${ENDING}"
!macroend

; Keys go where nothing of anybody else is in them.
!macro NoVerb KEY
  DeleteRegKey HKCU "${CLASSES}\${KEY}\shell\Yanma"
  DeleteRegKey /ifempty HKCU "${CLASSES}\${KEY}\shell"
  DeleteRegKey /ifempty HKCU "${CLASSES}\${KEY}"
!macroend

!macro Dissociate ENDING
  DeleteRegValue HKCU "${CLASSES}\.${ENDING}\OpenWithProgids" "Yanma.Picture"
  DeleteRegKey /ifempty HKCU "${CLASSES}\.${ENDING}\OpenWithProgids"
  DeleteRegKey /ifempty HKCU "${CLASSES}\.${ENDING}"
  !insertmacro NoVerb "SystemFileAssociations\.${ENDING}"
!macroend

; Ends where a program of ours runs: its file cannot be written then.
!macro NothingRuns PROGRAM
  ${If} ${FileExists} "$INSTDIR\${PROGRAM}"
    ClearErrors
    FileOpen $0 "$INSTDIR\${PROGRAM}" a
    ${If} ${Errors}
      MessageBox MB_OK|MB_ICONEXCLAMATION "$(RUNS)" /SD IDOK
      SetErrorLevel 2
      Quit
    ${EndIf}
    FileClose $0
  ${EndIf}
!macroend

; The file manager looks at the associations again (SHCNE_ASSOCCHANGED).
!macro Announce
  System::Call 'shell32::SHChangeNotify(i 0x08000000, i 0, p 0, p 0)'
!macroend

Section
  !insertmacro NothingRuns "yanma.exe"
  !insertmacro NothingRuns "yanmaw.exe"
  SetOutPath "$INSTDIR"
  File "${FROM}\yanma.exe"
  File "${FROM}\yanmaw.exe"
  File "${FROM}\README.txt"
  File "${FROM}\LICENSE.txt"
  File "${FROM}\THIRD-PARTY.txt"
  WriteUninstaller "$INSTDIR\uninstall.exe"
  CreateShortcut "$SMPROGRAMS\$(PRODUCT).lnk" "$INSTDIR\yanmaw.exe"

  WriteRegStr HKCU "${CLASSES}\Yanma.Picture" "" "$(PRODUCT)"
  WriteRegStr HKCU "${CLASSES}\Yanma.Picture\DefaultIcon" "" "$INSTDIR\yanmaw.exe,0"
  WriteRegStr HKCU "${CLASSES}\Yanma.Picture\Application" "ApplicationName" "$(PRODUCT)"
  WriteRegStr HKCU "${CLASSES}\Yanma.Picture\shell\open\command" "" '"$INSTDIR\yanmaw.exe" --open "%1"'
  !insertmacro ForEachEnding Associate
  !insertmacro Verb "Directory"

  WriteRegStr HKCU "${UNINSTALL}" "DisplayName" "验码 Yanma"
  WriteRegStr HKCU "${UNINSTALL}" "DisplayVersion" "${VERSION}"
  WriteRegStr HKCU "${UNINSTALL}" "Publisher" "Yanma maintainers"
  WriteRegStr HKCU "${UNINSTALL}" "DisplayIcon" "$INSTDIR\yanmaw.exe"
  WriteRegStr HKCU "${UNINSTALL}" "InstallLocation" "$INSTDIR"
  WriteRegStr HKCU "${UNINSTALL}" "UninstallString" '"$INSTDIR\uninstall.exe"'
  WriteRegStr HKCU "${UNINSTALL}" "QuietUninstallString" '"$INSTDIR\uninstall.exe" /S'
  WriteRegDWORD HKCU "${UNINSTALL}" "NoModify" 1
  WriteRegDWORD HKCU "${UNINSTALL}" "NoRepair" 1
  ${GetSize} "$INSTDIR" "/S=0K" $0 $1 $2
  WriteRegDWORD HKCU "${UNINSTALL}" "EstimatedSize" $0
  !insertmacro Announce
SectionEnd

Section "Uninstall"
  !insertmacro NothingRuns "yanma.exe"
  !insertmacro NothingRuns "yanmaw.exe"
  Delete "$INSTDIR\yanma.exe"
  Delete "$INSTDIR\yanmaw.exe"
  Delete "$INSTDIR\README.txt"
  Delete "$INSTDIR\LICENSE.txt"
  Delete "$INSTDIR\THIRD-PARTY.txt"
  Delete "$INSTDIR\uninstall.exe"
  RMDir "$INSTDIR"
  RMDir "$LOCALAPPDATA\Programs" ; only where it is empty
  ; Under either name: the language may have changed since.
  Delete "$SMPROGRAMS\验码.lnk"
  Delete "$SMPROGRAMS\Yanma.lnk"
  ; The settings, and the digest of the PIN.
  RMDir /r "$APPDATA\yanma"
  RMDir /r "$LOCALAPPDATA\yanma"

  DeleteRegKey HKCU "${CLASSES}\Yanma.Picture"
  ; Windows writes this one, for who has looked for the program by hand.
  DeleteRegKey HKCU "${CLASSES}\Applications\yanmaw.exe"
  DeleteRegKey /ifempty HKCU "${CLASSES}\Applications"
  !insertmacro ForEachEnding Dissociate
  !insertmacro NoVerb "Directory"
  DeleteRegKey /ifempty HKCU "${CLASSES}\SystemFileAssociations"
  DeleteRegKey HKCU "${UNINSTALL}"
  !insertmacro Announce
SectionEnd
