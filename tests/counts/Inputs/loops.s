# A function as kopc makes them: loops over rows, intervals, blocks and groups
# of 2 columns, with a loop over components and rare work inside.
	.text
rows.pass_x86_64_v4:
	.cfi_startproc
	xorl	%eax, %eax
.LBB0_1:
	xorl	%ecx, %ecx
.LBB0_2:
	leaq	256(%rdx), %r9
.LBB0_3:
	vxorps	%xmm1, %xmm1, %xmm1
	xorl	%r8d, %r8d
	.p2align	4
.LBB0_4:
	vbroadcastss	(%rdi,%r8,4), %zmm2
	vfmadd231ps	(%rsi){1to16}, %zmm2, %zmm1
	addq	$2, %r8
	cmpq	$50, %r8
	jl	.LBB0_4
	vminps	%zmm1, %zmm3, %zmm4
	vcmpltps	%zmm3, %zmm4, %k1
	kortestw	%k1, %k1
	je	.LBB0_6
	vdivps	%zmm1, %zmm3, %zmm3
	vsqrtps	%zmm1, %zmm3
.LBB0_6:
	addq	$2, %r10
	cmpq	%r11, %r10
	jl	.LBB0_3
	cmpq	%r9, %r10
	jl	.LBB0_2
	incq	%rcx
	cmpq	%rbx, %rcx
	jl	.LBB0_1
	addq	$32, %rax
	cmpq	%r12, %rax
	jl	.LBB0_1
	vmovups	%zmm3, (%r13)
	retq
.Lfunc_end0:
