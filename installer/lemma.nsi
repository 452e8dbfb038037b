; The setup program for Windows: for one person, without an administrator.
; Silent: setup.exe /S [/D=C:\folder], uninstall.exe /S [/DELETEDATA]. Exit status 2: Lemma is open.
; SOURCE, TARGET, VERSION, NUMBERS, KIBIBYTES, LICENCE and ICON are given by installer/windows.py.

Unicode true
ManifestDPIAware true
RequestExecutionLevel user
SetCompressor /SOLID lzma
SetDateSave off

!include MUI2.nsh
!include FileFunc.nsh
!include x64.nsh
!include WinVer.nsh

!define KEY "Software\Microsoft\Windows\CurrentVersion\Uninstall\Lemma"
!define DATA "$LOCALAPPDATA\Lemma"

Name "Lemma"
OutFile "${TARGET}"
InstallDir "$LOCALAPPDATA\Programs\Lemma"
InstallDirRegKey HKCU "${KEY}" "InstallLocation"
VIProductVersion "${NUMBERS}"
VIAddVersionKey "ProductName" "Lemma"
VIAddVersionKey "FileDescription" "Lemma setup"
VIAddVersionKey "FileVersion" "${VERSION}"
VIAddVersionKey "ProductVersion" "${VERSION}"
VIAddVersionKey "LegalCopyright" ""

!define MUI_ICON "${ICON}"
!define MUI_UNICON "${ICON}"
!define MUI_FINISHPAGE_RUN "$INSTDIR\lemmaw.exe"
!insertmacro MUI_PAGE_LICENSE "${LICENCE}"
!insertmacro MUI_PAGE_COMPONENTS
!insertmacro MUI_PAGE_DIRECTORY
!insertmacro MUI_PAGE_INSTFILES
!insertmacro MUI_PAGE_FINISH
!insertmacro MUI_UNPAGE_CONFIRM
!insertmacro MUI_UNPAGE_INSTFILES
!insertmacro MUI_LANGUAGE "English"
!insertmacro MUI_LANGUAGE "SimpChinese"

LangString OPEN ${LANG_ENGLISH} "Lemma is open. Close it and start the setup again."
LangString OPEN ${LANG_SIMPCHINESE} "Lemma 正在运行。请先关闭它，然后重新运行安装程序。"
LangString OLD ${LANG_ENGLISH} "Lemma needs Windows 10 or newer with 64 bits."
LangString OLD ${LANG_SIMPCHINESE} "Lemma 需要 64 位的 Windows 10 或更高版本。"
LangString PROGRAM ${LANG_ENGLISH} "Lemma"
LangString PROGRAM ${LANG_SIMPCHINESE} "Lemma"
LangString DESKTOP ${LANG_ENGLISH} "Icon on the desktop"
LangString DESKTOP ${LANG_SIMPCHINESE} "桌面图标"
LangString KEEP ${LANG_ENGLISH} "Keep your conversations, settings and models?$\r$\n$\r$\n${DATA}$\r$\n$\r$\nYes keeps them for a later installation. No deletes them for ever."
LangString KEEP ${LANG_SIMPCHINESE} "是否保留您的对话、设置和模型？$\r$\n$\r$\n${DATA}$\r$\n$\r$\n选择“是”将保留，供以后重新安装时使用；选择“否”将永久删除。"

Function .onInit
  ${IfNot} ${RunningX64}
  ${OrIfNot} ${AtLeastWin10}
    MessageBox MB_ICONSTOP "$(OLD)" /SD IDOK
    SetErrorLevel 2
    Quit
  ${EndIf}
FunctionEnd

; A program that runs cannot be opened for writing.
!macro REFUSE_WHILE_OPEN
  ClearErrors
  ${If} ${FileExists} "$INSTDIR\lemmaw.exe"
    FileOpen $0 "$INSTDIR\lemmaw.exe" a
    FileOpen $1 "$INSTDIR\lemma.exe" a
    ${If} ${Errors}
      MessageBox MB_ICONSTOP "$(OPEN)" /SD IDOK
      SetErrorLevel 2
      Quit
    ${EndIf}
    FileClose $0
    FileClose $1
  ${EndIf}
!macroend

; What the version before has put here, and nothing else: the folder may hold other things.
!macro REMOVE_PROGRAM
  Delete "$INSTDIR\lemma.exe"
  Delete "$INSTDIR\lemmaw.exe"
  RMDir /r "$INSTDIR\_internal"
  RMDir /r "$INSTDIR\licences"
!macroend

Section "$(PROGRAM)" SEC_PROGRAM
  SectionIn RO
  !insertmacro REFUSE_WHILE_OPEN
  !insertmacro REMOVE_PROGRAM
  SetOutPath "$INSTDIR"
  File /r "${SOURCE}\*.*"
  WriteUninstaller "$INSTDIR\uninstall.exe"
  CreateShortcut "$SMPROGRAMS\Lemma.lnk" "$INSTDIR\lemmaw.exe"
  WriteRegStr HKCU "${KEY}" "DisplayName" "Lemma"
  WriteRegStr HKCU "${KEY}" "DisplayVersion" "${VERSION}"
  WriteRegStr HKCU "${KEY}" "DisplayIcon" "$INSTDIR\lemmaw.exe"
  WriteRegStr HKCU "${KEY}" "InstallLocation" "$INSTDIR"
  WriteRegStr HKCU "${KEY}" "UninstallString" '"$INSTDIR\uninstall.exe"'
  WriteRegStr HKCU "${KEY}" "QuietUninstallString" '"$INSTDIR\uninstall.exe" /S'
  WriteRegDWORD HKCU "${KEY}" "EstimatedSize" ${KIBIBYTES}
  WriteRegDWORD HKCU "${KEY}" "NoModify" 1
  WriteRegDWORD HKCU "${KEY}" "NoRepair" 1
SectionEnd

Section /o "$(DESKTOP)" SEC_DESKTOP
  CreateShortcut "$DESKTOP\Lemma.lnk" "$INSTDIR\lemmaw.exe"
SectionEnd

Section "Uninstall"
  !insertmacro REFUSE_WHILE_OPEN
  !insertmacro REMOVE_PROGRAM
  Delete "$INSTDIR\uninstall.exe"
  RMDir "$INSTDIR"
  Delete "$SMPROGRAMS\Lemma.lnk"
  Delete "$DESKTOP\Lemma.lnk"
  DeleteRegKey HKCU "${KEY}"
  ${If} ${FileExists} "${DATA}\*.*"
    ; Without a window the answer is yes, unless /DELETEDATA was asked for.
    MessageBox MB_YESNO|MB_ICONQUESTION "$(KEEP)" /SD IDYES IDNO delete
    ${GetParameters} $0
    ClearErrors
    ${GetOptions} $0 "/DELETEDATA" $1
    IfErrors done delete
    delete:
      RMDir /r "${DATA}"
    done:
  ${EndIf}
SectionEnd
