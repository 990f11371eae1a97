# What `cmake --install` puts beside the libraries and programs, which runtime/ and plugin/ install: what other builds find
# Lifeguard by, what the command writes about itself, and the documents. A tree that is installed can be moved as a whole.
include(CMakePackageConfigHelpers)

# find_package(Lifeguard)
set(folder ${CMAKE_INSTALL_LIBDIR}/cmake/Lifeguard)
configure_package_config_file(cmake/LifeguardConfig.cmake.in ${PROJECT_BINARY_DIR}/cmake/LifeguardConfig.cmake
  INSTALL_DESTINATION ${folder} PATH_VARS CMAKE_INSTALL_BINDIR LIFEGUARD_INSTALL_PLUGINDIR)
write_basic_package_version_file(${PROJECT_BINARY_DIR}/cmake/LifeguardConfigVersion.cmake COMPATIBILITY SameMinorVersion)
install(EXPORT LifeguardTargets NAMESPACE Lifeguard:: DESTINATION ${folder} COMPONENT dev)
install(FILES ${PROJECT_BINARY_DIR}/cmake/LifeguardConfig.cmake ${PROJECT_BINARY_DIR}/cmake/LifeguardConfigVersion.cmake
  cmake/LifeguardAsync.cmake DESTINATION ${folder} COMPONENT dev)

# pkg-config, whose file finds the prefix from where it is
set(pc_folder ${CMAKE_INSTALL_FULL_LIBDIR}/pkgconfig)
cmake_path(RELATIVE_PATH CMAKE_INSTALL_PREFIX BASE_DIRECTORY ${pc_folder} OUTPUT_VARIABLE pc_to_prefix)
cmake_path(RELATIVE_PATH CMAKE_INSTALL_FULL_LIBDIR BASE_DIRECTORY ${CMAKE_INSTALL_PREFIX} OUTPUT_VARIABLE pc_libdir)
cmake_path(RELATIVE_PATH CMAKE_INSTALL_FULL_BINDIR BASE_DIRECTORY ${CMAKE_INSTALL_PREFIX} OUTPUT_VARIABLE pc_bindir)
cmake_path(RELATIVE_PATH CMAKE_INSTALL_FULL_INCLUDEDIR BASE_DIRECTORY ${CMAKE_INSTALL_PREFIX} OUTPUT_VARIABLE pc_includedir)
configure_file(cmake/lifeguard.pc.in ${PROJECT_BINARY_DIR}/cmake/lifeguard.pc @ONLY)
install(FILES ${PROJECT_BINARY_DIR}/cmake/lifeguard.pc DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig COMPONENT dev)

# What the command writes: completion and its manual page
set(written ${PROJECT_BINARY_DIR}/written)
file(MAKE_DIRECTORY ${written})
add_custom_command(OUTPUT ${written}/lifeguard.bash ${written}/_lifeguard ${written}/lifeguard.fish ${written}/lifeguard.1
  COMMAND command completion bash > ${written}/lifeguard.bash
  COMMAND command completion zsh > ${written}/_lifeguard
  COMMAND command completion fish > ${written}/lifeguard.fish
  COMMAND command manual > ${written}/lifeguard.1
  DEPENDS command VERBATIM)
add_custom_target(written ALL DEPENDS ${written}/lifeguard.1)
install(FILES ${written}/lifeguard.bash RENAME lifeguard DESTINATION ${CMAKE_INSTALL_DATADIR}/bash-completion/completions COMPONENT tools)
install(FILES ${written}/_lifeguard DESTINATION ${CMAKE_INSTALL_DATADIR}/zsh/site-functions COMPONENT tools)
install(FILES ${written}/lifeguard.fish DESTINATION ${CMAKE_INSTALL_DATADIR}/fish/vendor_completions.d COMPONENT tools)
install(FILES ${written}/lifeguard.1 DESTINATION ${CMAKE_INSTALL_MANDIR}/man1 COMPONENT tools)
install(FILES docs/man/lifeguard.7 DESTINATION ${CMAKE_INSTALL_MANDIR}/man7 COMPONENT tools)
install(FILES docs/man/liblifeguard.3 DESTINATION ${CMAKE_INSTALL_MANDIR}/man3 COMPONENT dev)

# The documents, as they lie in the source tree, so that their links lead somewhere; and their site where script/site made it
install(FILES README.md CHANGELOG.md LICENSE TYPE DOC COMPONENT doc)
install(DIRECTORY docs samples TYPE DOC COMPONENT doc PATTERN man EXCLUDE)
install(DIRECTORY ${PROJECT_BINARY_DIR}/site/ DESTINATION ${CMAKE_INSTALL_DOCDIR}/html COMPONENT doc OPTIONAL)
