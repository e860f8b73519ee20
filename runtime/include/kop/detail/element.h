//===- kop/detail/element.h - Element types and sources of views -*- C++
//-*-===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// What the views need to know about other types without including their
// headers: which C++ types hold which element type, what is a container of
// contiguous elements, what is a matrix of Eigen.
//
//===----------------------------------------------------------------------===//

#ifndef KOP_DETAIL_ELEMENT_H
#define KOP_DETAIL_ELEMENT_H

#include "kop/abi.h"
#include "kop/half.h"

#include <array>
#include <complex>
#include <cstddef>
#include <cstdint>
#include <type_traits>
#include <utility>
#if __cplusplus >= 202302L && __has_include(<stdfloat>)
#include <stdfloat>
#endif

namespace Eigen {
struct half;
struct bfloat16;
} // namespace Eigen

namespace kop {

/// KOP_TYPE_... of a type of another library that has the layout of an element
/// type, or -1. A program may add its own:
///   template <> struct kop::ElementType<my::Half>
///       : std::integral_constant<std::int32_t, KOP_TYPE_F16> {};
template <class T>
struct ElementType : std::integral_constant<std::int32_t, -1> {};
template <>
struct ElementType<Eigen::half>
    : std::integral_constant<std::int32_t, KOP_TYPE_F16> {};
template <>
struct ElementType<Eigen::bfloat16>
    : std::integral_constant<std::int32_t, KOP_TYPE_BF16> {};
#if __cplusplus >= 202302L && defined(__STDCPP_FLOAT16_T__)
template <>
struct ElementType<std::float16_t>
    : std::integral_constant<std::int32_t, KOP_TYPE_F16> {};
#endif
#if __cplusplus >= 202302L && defined(__STDCPP_BFLOAT16_T__)
template <>
struct ElementType<std::bfloat16_t>
    : std::integral_constant<std::int32_t, KOP_TYPE_BF16> {};
#endif

namespace detail {

static_assert(sizeof(bool) == 1, "bool is one byte in the ABI");

/// KOP_TYPE_... of a C++ type, or -1. A complex number is two of its parts, on
/// an axis of their own.
template <class T> constexpr std::int32_t elementType() {
  if constexpr (std::is_same_v<T, float>)
    return KOP_TYPE_F32;
  else if constexpr (std::is_same_v<T, double>)
    return KOP_TYPE_F64;
  else if constexpr (std::is_same_v<T, std::complex<float>>)
    return KOP_TYPE_F32;
  else if constexpr (std::is_same_v<T, std::complex<double>>)
    return KOP_TYPE_F64;
  else if constexpr (std::is_same_v<T, half>)
    return KOP_TYPE_F16;
  else if constexpr (std::is_same_v<T, bfloat16>)
    return KOP_TYPE_BF16;
  else if constexpr (std::is_same_v<T, bool> || std::is_same_v<T, std::uint8_t>)
    return KOP_TYPE_BOOL;
  else if constexpr (std::is_integral_v<T> && std::is_signed_v<T> &&
                     !std::is_same_v<T, char> && !std::is_same_v<T, wchar_t>)
    return sizeof(T) == 4 ? KOP_TYPE_I32 : sizeof(T) == 8 ? KOP_TYPE_I64 : -1;
  else
    return ElementType<T>::value;
}

/// Whether T holds real numbers.
template <class T>
inline constexpr bool isReal =
    std::is_floating_point_v<T> || std::is_same_v<T, half> ||
    std::is_same_v<T, bfloat16>;

template <class T>
inline constexpr bool isComplex =
    std::is_same_v<std::remove_cv_t<T>, std::complex<float>> ||
    std::is_same_v<std::remove_cv_t<T>, std::complex<double>>;

/// Whether memory of U can be read as T: the same element type, so that
/// `long long` serves where std::int64_t is `long`.
template <class T, class U>
inline constexpr bool isSameElement =
    elementType<std::remove_cv_t<T>>() >= 0 && isComplex<T> == isComplex<U> &&
    elementType<std::remove_cv_t<T>>() == elementType<std::remove_cv_t<U>>();

/// Whether a value of type U can be passed for a scalar of T.
template <class T, class U>
inline constexpr bool isValueFor =
    isComplex<T> ? isComplex<U> || isValueFor<float, U>
    : isReal<T>
        ? (std::is_arithmetic_v<U> && !std::is_same_v<U, bool>) || isReal<U>
    : std::is_same_v<T, bool> || std::is_same_v<T, std::uint8_t>
        ? std::is_same_v<U, bool>
        : std::is_integral_v<U> && !std::is_same_v<U, bool>;

/// The scalar inside nested arrays and the extents around it: an element
/// `std::array<float, 3>` of a vector is a row of three floats.
template <class T> struct Nested {
  using Scalar = T;
  static constexpr int rank = 0;
  static void extents(std::int64_t *) {}
};
template <class T, std::size_t N> struct Nested<T[N]> {
  using Scalar = typename Nested<T>::Scalar;
  static constexpr int rank = Nested<T>::rank + 1;
  static void extents(std::int64_t *to) {
    *to = static_cast<std::int64_t>(N);
    Nested<T>::extents(to + 1);
  }
};
template <class T, std::size_t N> struct Nested<std::array<T, N>> {
  using Scalar =
      std::conditional_t<std::is_const_v<T>, const typename Nested<T>::Scalar,
                         typename Nested<T>::Scalar>;
  static constexpr int rank = Nested<T>::rank + 1;
  static void extents(std::int64_t *to) {
    static_assert(sizeof(std::array<T, N>) == N * sizeof(T));
    *to = static_cast<std::int64_t>(N);
    Nested<T>::extents(to + 1);
  }
};
template <class T, std::size_t N>
struct Nested<const std::array<T, N>> : Nested<std::array<const T, N>> {};

/// Pointer to the elements of a container or matrix, void where C has none.
template <class C, class = void> struct DataPointer {
  using type = void;
};
template <class C>
struct DataPointer<C, std::void_t<decltype(std::declval<C &>().data()),
                                  decltype(std::declval<C &>().size())>> {
  using type = decltype(std::declval<C &>().data());
};

/// The element type behind `data()`, with its constness.
template <class C>
using DataElement = std::remove_pointer_t<typename DataPointer<C>::type>;

/// Matrices, vectors, maps, references and blocks of Eigen, by what they offer.
template <class C, class = void> struct IsEigen : std::false_type {};
template <class C>
struct IsEigen<
    C, std::void_t<decltype(std::declval<C &>().rows()),
                   decltype(std::declval<C &>().cols()),
                   decltype(std::declval<C &>().innerStride()),
                   decltype(std::declval<C &>().outerStride()),
                   decltype(C::IsRowMajor), decltype(C::IsVectorAtCompileTime)>>
    : std::true_type {};

/// Whether C owns its elements, so that a temporary one must not be an output.
template <class C, class = void> struct OwnsElements : std::false_type {};
template <class C>
struct OwnsElements<C, std::void_t<typename C::allocator_type>>
    : std::true_type {};

/// Whether Scalar, perhaps const, can be seen as T (const for inputs).
template <class T, class Scalar>
inline constexpr bool isViewable =
    isSameElement<T, Scalar> &&
    (std::is_const_v<T> || !std::is_const_v<Scalar>);

/// Whether C is a contiguous container or a matrix of (arrays of) T.
template <class T, class C> constexpr bool isContainer() {
  if constexpr (std::is_class_v<C> &&
                !std::is_void_v<typename DataPointer<C>::type>)
    return isViewable<T, typename Nested<DataElement<C>>::Scalar>;
  else
    return false;
}
template <class T, class C>
inline constexpr bool isContainerOf = isContainer<T, C>();

/// Whether S alone says what to view: a T, a pointer to one, an array, or a
/// container.
template <class T, class S> constexpr bool isSource() {
  if constexpr (std::is_pointer_v<S>)
    return isViewable<T, std::remove_pointer_t<S>>;
  else if constexpr (std::is_array_v<S>)
    return isViewable<T, typename Nested<S>::Scalar>;
  else if constexpr (std::is_class_v<S> &&
                     elementType<std::remove_cv_t<S>>() < 0)
    return isContainerOf<T, S>;
  else
    return !std::is_const_v<T> && isViewable<T, S>;
}
template <class T, class S> inline constexpr bool isSourceOf = isSource<T, S>();

} // namespace detail
} // namespace kop

#endif // KOP_DETAIL_ELEMENT_H
