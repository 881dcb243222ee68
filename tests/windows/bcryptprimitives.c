/* Wine 8 lacks this library of Windows 8 and later; the standard library of Rust takes its random numbers from it. Laid
   into the system folder of the prefix for tests, and nowhere else. */
#include <windows.h>

BOOLEAN NTAPI SystemFunction036(PVOID bytes, ULONG count); /* RtlGenRandom, of advapi32 */

__declspec(dllexport) BOOL WINAPI ProcessPrng(PBYTE bytes, SIZE_T count) {
  return SystemFunction036(bytes, (ULONG)count);
}
