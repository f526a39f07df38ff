# Unwind rules of every kind, for cfi_test.c: the label of each row says what it tests.
	.text
	.globl	plain, tail, drap, trampoline, unfinished, spread
plain:
	.cfi_startproc
	nop
	.cfi_def_cfa_offset 16
	.cfi_offset %rbp, -16
	nop
	.cfi_def_cfa_register %rbp
	nop
	.cfi_remember_state
	.cfi_def_cfa %rsp, 8
	.cfi_restore %rbp
	nop
	.cfi_restore_state
	nop
	.cfi_endproc
	.skip	16, 0x90
tail:
	.cfi_startproc
	.cfi_undefined %rip
	nop
	.cfi_endproc
drap:
	.cfi_startproc
	.cfi_escape 0x0f, 0x03, 0x76, 0x78, 0x06
	.cfi_escape 0x10, 0x06, 0x02, 0x76, 0x00
	nop
	.cfi_escape 0x0f, 0x0b, 0x77, 0x08, 0x80, 0x00, 0x3f, 0x1a, 0x3b, 0x2a, 0x33, 0x24, 0x22
	nop
	.cfi_register %rip, %r11
	nop
	.cfi_endproc
trampoline:
	.cfi_startproc
	.cfi_signal_frame
	nop
	.cfi_endproc
# An instruction that does not exist: nothing is known from there on.
unfinished:
	.cfi_startproc
	nop
	.cfi_def_cfa_offset 16
	nop
	.cfi_escape 0x3c
	nop
	.cfi_endproc
spread:
	.cfi_startproc
	.skip	300, 0x90
	.cfi_def_cfa_offset 100000
	.skip	70000, 0x90
	.cfi_val_offset %rbp, -24
	nop
	.cfi_endproc
