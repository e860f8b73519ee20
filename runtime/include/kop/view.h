//===- kop/view.h - Views of the caller's arrays ----------------*- C++ -*-===//
//
// Part of Kop, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// `kop::In<T>` and `kop::Out<T>` are what formulas take: a pointer, extents and
// strides in elements, the axes of the indices first, then those of the
// components. They own nothing; a view is valid as long as its array.
//
//   kop::In<float>(x, n, 3)                  n rows of three, contiguous
//   kop::In<float>(x, {n, 3}, {ld, 1})       rows ld elements apart
//   kop::In<float>(vector), (span), (array)  one axis, or more for nested ones
//   kop::In<float>(vector, n, 3)             checked against its size
//   kop::In<float>(matrix)                   Eigen, of either storage order
//   0.5f                                     a value for a parameter
//   kop::broadcast(view)                     one value for a whole batch index
//   kop::List<int>(offsets, indices)         a list of rows for every row
//   kop::OwnedList<int>                      the same, made by a formula
//
//===----------------------------------------------------------------------===//

#ifndef KOP_VIEW_H
#define KOP_VIEW_H

#include "kop/detail/element.h"
#include "kop/error.h"
#include "kop/run.h"

#include <vector>

namespace kop {

/// Extents or strides, from any integers: `{n, 3}`.
class Shape {
public:
  template <class... I,
            class = std::enable_if_t<(std::is_integral_v<I> && ...)>>
  Shape(I... values) noexcept : rank_(sizeof...(I)) {
    static_assert(sizeof...(I) <= KOP_MAX_RANK, "too many axes");
    [[maybe_unused]] int axis = 0;
    ((values_[axis++] = static_cast<std::int64_t>(values)), ...);
  }

  /// From an array, where the rank is known at run time only.
  static Shape of(const std::int64_t *values, int rank) {
    if (rank < 0 || rank > KOP_MAX_RANK)
      throw Error(ErrorCode::Shape, "a view has at most " +
                                        std::to_string(KOP_MAX_RANK) +
                                        " axes, not " + std::to_string(rank));
    Shape shape;
    shape.rank_ = rank;
    for (int axis = 0; axis < rank; ++axis)
      shape.values_[axis] = values[axis];
    return shape;
  }

  int rank() const noexcept { return rank_; }
  std::int64_t operator[](int axis) const { return values_[axis]; }

private:
  int rank_;
  std::int64_t values_[KOP_MAX_RANK] = {};
};

namespace detail {

/// A view of complex numbers as one of their parts: strides count those, and
/// the last axis has the two of each number.
template <class T> kop_view withParts(kop_view view) {
  if constexpr (isComplex<T>) {
    if (view.rank >= KOP_MAX_RANK)
      throw Error(ErrorCode::Shape, "a view of complex numbers has at most " +
                                        std::to_string(KOP_MAX_RANK - 1) +
                                        " axes");
    for (int axis = 0; axis < view.rank; ++axis)
      view.strides[axis] *= 2;
    view.extents[view.rank] = 2;
    view.strides[view.rank++] = 1;
  }
  return view;
}

/// Contiguous elements of type T.
template <class T> kop_view makeView(const void *data, const Shape &extents) {
  static_assert(elementType<std::remove_cv_t<T>>() >= 0,
                "not an element type of formulas");
  std::int64_t values[KOP_MAX_RANK] = {};
  for (int axis = 0; axis < extents.rank(); ++axis)
    values[axis] = extents[axis];
  return withParts<T>(kop_make_view(data, elementType<std::remove_cv_t<T>>(),
                                    extents.rank(), values));
}

template <class T>
kop_view makeView(const void *data, const Shape &extents,
                  const Shape &strides) {
  if (extents.rank() != strides.rank())
    throw Error(ErrorCode::Shape, "a view of " +
                                      std::to_string(extents.rank()) +
                                      " axes needs as many strides, not " +
                                      std::to_string(strides.rank()));
  kop_view view = makeView<T>(data, extents);
  for (int axis = 0; axis < extents.rank(); ++axis)
    view.strides[axis] = strides[axis] * (isComplex<T> ? 2 : 1);
  return view;
}

/// Number of elements, or -1 for a negative extent or beyond 64 bits.
inline std::int64_t countElements(const kop_view &view) {
  std::int64_t count = 1;
  for (int axis = 0; axis < view.rank; ++axis) {
    const std::int64_t extent = view.extents[axis];
    if (extent < 0 || (extent > 0 && count > INT64_MAX / extent))
      return -1;
    count *= extent;
  }
  return count;
}

/// A view of everything `source` is or points to; see `isSourceOf`.
template <class T, class S> kop_view viewOf(S &source) {
  if constexpr (std::is_pointer_v<S>) {
    return makeView<T>(source, {});
  } else if constexpr (std::is_array_v<S>) {
    std::int64_t extents[KOP_MAX_RANK] = {};
    Nested<S>::extents(extents);
    return makeView<T>(source, Shape::of(extents, Nested<S>::rank));
  } else if constexpr (IsEigen<S>::value) {
    const auto inner = static_cast<std::int64_t>(source.innerStride());
    const auto outer = static_cast<std::int64_t>(source.outerStride());
    if constexpr (S::IsVectorAtCompileTime)
      return makeView<T>(source.data(), {source.size()}, {inner});
    else
      return makeView<T>(
          source.data(), {source.rows(), source.cols()},
          {S::IsRowMajor ? outer : inner, S::IsRowMajor ? inner : outer});
  } else if constexpr (!std::is_void_v<DataElement<S>>) {
    using Row = Nested<DataElement<S>>;
    static_assert(Row::rank < KOP_MAX_RANK, "too many axes");
    std::int64_t extents[KOP_MAX_RANK] = {
        static_cast<std::int64_t>(source.size())};
    Row::extents(extents + 1);
    return makeView<T>(source.data(), Shape::of(extents, Row::rank + 1));
  } else {
    return makeView<T>(&source, {});
  }
}

/// A contiguous container seen as an array of extents that must fill it.
template <class T, class C>
kop_view viewOf(C &container, const Shape &extents) {
  static_assert(!IsEigen<C>::value, "a matrix has its own extents");
  const kop_view whole = viewOf<T>(container);
  const kop_view view = makeView<T>(whole.data, extents);
  if (countElements(whole) != countElements(view))
    throw Error(ErrorCode::Shape, "the extents given for a container of " +
                                      std::to_string(countElements(whole)) +
                                      " elements ask for " +
                                      std::to_string(countElements(view)));
  return view;
}

template <class... I>
inline constexpr bool areExtents =
    sizeof...(I) > 0 && (std::is_integral_v<I> && ...);

} // namespace detail

/// An argument that a formula reads.
template <class T> class In {
public:
  /// From a value (kept in the view itself), a pointer to one value, a C array,
  /// a contiguous container or a matrix of Eigen.
  template <class S, std::enable_if_t<detail::isValueFor<T, S> ||
                                          detail::isSourceOf<const T, const S>,
                                      int> = 0>
  In(const S &source) {
    if constexpr (detail::isValueFor<T, S>) {
      value_ = static_cast<T>(source);
      isValue_ = true;
      view_ = detail::viewOf<const T>(value_);
    } else {
      view_ = detail::viewOf<const T>(source);
    }
  }

  /// Contiguous row-major data.
  template <
      class U, class... I,
      std::enable_if_t<detail::isSameElement<T, U> && detail::areExtents<I...>,
                       int> = 0>
  In(const U *data, I... extents)
      : view_(detail::makeView<T>(data, {extents...})) {}

  template <class U, std::enable_if_t<detail::isSameElement<T, U>, int> = 0>
  In(const U *data, const Shape &extents)
      : view_(detail::makeView<T>(data, extents)) {}

  template <class U, std::enable_if_t<detail::isSameElement<T, U>, int> = 0>
  In(const U *data, const Shape &extents, const Shape &strides)
      : view_(detail::makeView<T>(data, extents, strides)) {}

  /// A contiguous container as an array of the given extents.
  template <class C, class... I,
            std::enable_if_t<detail::isContainerOf<const T, const C> &&
                                 detail::areExtents<I...>,
                             int> = 0>
  In(const C &container, I... extents)
      : view_(detail::viewOf<const T>(container, {extents...})) {}

  /// From the C form, whose type must be that of T.
  explicit In(const kop_view &view) : view_(view) {}

  /// The C form; valid while this object lives.
  kop_view view() const {
    kop_view result = view_;
    if (isValue_)
      result.data = const_cast<T *>(&value_);
    return result;
  }

  template <class U> friend In<U> broadcast(const In<U> &, int);

private:
  kop_view view_;
  T value_ = T();
  bool isValue_ = false;
};

/// An argument that a formula writes.
template <class T> class Out {
  /// A temporary value or container would take the results with it.
  template <class S>
  static constexpr bool accepts =
      detail::isSourceOf<T, std::remove_reference_t<S>> &&
      (std::is_lvalue_reference_v<S> || std::is_pointer_v<S> ||
       (std::is_class_v<S> && !detail::OwnsElements<S>::value));

public:
  /// From one value, a pointer to it, a C array, a contiguous container or a
  /// matrix of Eigen.
  template <class S, std::enable_if_t<accepts<S>, int> = 0>
  Out(S &&destination) : view_(detail::viewOf<T>(destination)) {}

  /// Contiguous row-major memory.
  template <
      class U, class... I,
      std::enable_if_t<detail::isSameElement<T, U> && !std::is_const_v<U> &&
                           detail::areExtents<I...>,
                       int> = 0>
  Out(U *data, I... extents) : view_(detail::makeView<T>(data, {extents...})) {}

  template <class U,
            std::enable_if_t<detail::isSameElement<T, U> && !std::is_const_v<U>,
                             int> = 0>
  Out(U *data, const Shape &extents)
      : view_(detail::makeView<T>(data, extents)) {}

  template <class U,
            std::enable_if_t<detail::isSameElement<T, U> && !std::is_const_v<U>,
                             int> = 0>
  Out(U *data, const Shape &extents, const Shape &strides)
      : view_(detail::makeView<T>(data, extents, strides)) {}

  /// A contiguous container as an array of the given extents.
  template <
      class C, class... I,
      std::enable_if_t<detail::isContainerOf<T, std::remove_reference_t<C>> &&
                           accepts<C> && detail::areExtents<I...>,
                       int> = 0>
  Out(C &&container, I... extents)
      : view_(detail::viewOf<T>(container, {extents...})) {}

  /// From the C form, whose type must be that of T.
  explicit Out(const kop_view &view) : view_(view) {}

  kop_view view() const { return view_; }

private:
  kop_view view_;
};

/// A list of rows for every row of another array, as formulas take it for
/// `nbr[i]: list(j)`: row i has indices[offsets[i]] to indices[offsets[i + 1] -
/// 1]. Offsets ascend and are one more than there are rows; they need not begin
/// at 0. An index of -1 stands for none. T is the integer type of the formula.
template <class T> struct List {
  In<T> offsets, indices;

  List(In<T> rowOffsets, In<T> rowIndices)
      : offsets(std::move(rowOffsets)), indices(std::move(rowIndices)) {}
};

/// The lists that a formula makes (`near[i] = collect[j : c]`), with their
/// memory: a call gives both vectors the size they need. Row i has
/// indices[offsets[i]] to indices[offsets[i + 1] - 1], in ascending order. It
/// can be given where a formula takes a list.
template <class T> struct OwnedList {
  std::vector<T> offsets, indices;

  operator List<T>() const { return {offsets, indices}; }
};

/// `view` with a new axis, the first unless said, on which it has the same
/// value for every value of an index: one cloud for all batches.
template <class T> In<T> broadcast(const In<T> &view, int axis = 0) {
  In<T> result = view;
  kop_view &v = result.view_;
  if (v.rank >= KOP_MAX_RANK || axis < 0 || axis > v.rank)
    throw Error(ErrorCode::Shape,
                "broadcast: a view of " + std::to_string(v.rank) +
                    " axes takes no new axis at " + std::to_string(axis));
  for (int k = v.rank; k > axis; --k) {
    v.extents[k] = v.extents[k - 1];
    v.strides[k] = v.strides[k - 1];
  }
  v.extents[axis] = KOP_BROADCAST;
  v.strides[axis] = 0;
  ++v.rank;
  return result;
}

} // namespace kop

#endif // KOP_VIEW_H
