; NVIDIA's cards for an installed Lemma: the plug-in and CUDA's libraries, beside llama.cpp's others.
; Removed with Lemma itself, whose folder of libraries it lies in.

Unicode true
ManifestDPIAware true
RequestExecutionLevel user
SetCompressor /SOLID lzma
SetDateSave off

!include MUI2.nsh

!define KEY "Software\Microsoft\Windows\CurrentVersion\Uninstall\Lemma"

Name "Lemma CUDA"
OutFile "${TARGET}"
InstallDirRegKey HKCU "${KEY}" "InstallLocation"
VIProductVersion "${NUMBERS}"
VIAddVersionKey "ProductName" "Lemma CUDA"
VIAddVersionKey "FileDescription" "NVIDIA graphics cards for Lemma"
VIAddVersionKey "FileVersion" "${VERSION}"
VIAddVersionKey "ProductVersion" "${VERSION}"
VIAddVersionKey "LegalCopyright" ""

!define MUI_ICON "${ICON}"
!insertmacro MUI_PAGE_LICENSE "${LICENCE}"
!insertmacro MUI_PAGE_INSTFILES
!insertmacro MUI_LANGUAGE "English"
!insertmacro MUI_LANGUAGE "SimpChinese"

LangString FIRST ${LANG_ENGLISH} "Install Lemma ${VERSION} first, then this."
LangString FIRST ${LANG_SIMPCHINESE} "请先安装 Lemma ${VERSION}，再安装本程序。"

Section "CUDA"
  ; The plug-in fits the libraries of its own version alone.
  ReadRegStr $0 HKCU "${KEY}" "DisplayVersion"
  ${If} $0 != "${VERSION}"
    MessageBox MB_ICONSTOP "$(FIRST)" /SD IDOK
    SetErrorLevel 2
    Quit
  ${EndIf}
  SetOutPath "$INSTDIR\_internal\llama_cpp\lib"
  File /r "${SOURCE}\*.*"
SectionEnd
; ${KIBIBYTES} KiB
